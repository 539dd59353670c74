-- Marketing: what the media report a day, campaign and kind of creative, and the leads that came of it.
CREATE OR REPLACE TEMP TABLE demo_campaigns AS
SELECT row_number() OVER () AS code, *
FROM (VALUES
  ('検索広告', '自動化設備 検索', 0.16, 0.034, 330, 1.3), ('検索広告', '計測機器 検索', 0.12, 0.031, 290, 1.2),
  ('検索広告', '指名検索', 0.05, 0.082, 120, 2.0), ('検索広告', '保守サービス 検索', 0.06, 0.028, 240, 1.1),
  ('SNS広告', '工場DX 事例', 0.9, 0.0115, 165, 0.9), ('SNS広告', '展示会 告知', 0.5, 0.0105, 150, 0.8),
  ('SNS広告', '技術資料 配布', 0.6, 0.0125, 140, 1.0), ('ディスプレイ広告', 'リターゲティング', 0.9, 0.0066, 105, 0.9),
  ('ディスプレイ広告', '新製品 認知', 1.1, 0.0048, 90, 0.45), ('ディスプレイ広告', '業界サイト', 0.4, 0.0058, 160, 0.8),
  ('動画広告', '導入事例 動画', 0.5, 0.0072, 115, 0.55), ('動画広告', '製品デモ', 0.4, 0.0068, 110, 0.6),
  ('メール広告', '業界紙メール', 0.12, 0.021, 210, 1.2), ('メール広告', 'セミナー案内', 0.1, 0.024, 190, 1.5)
) AS c (channel, campaign, volume, ctr, cpc, quality);
CREATE OR REPLACE TEMP TABLE demo_ads_drawn AS
WITH cells AS (
  SELECT
    d.day, d.week, c.*, k.creative,
    c.volume * 38000 * (CASE WHEN d.is_working THEN 1.0 ELSE 0.55 END) * (0.5 + 0.5 * season(d.day)) * pow(1.03, years(d.day))
      * (CASE k.creative WHEN 'AI制作' THEN adoption(d.day) ELSE 1 - adoption(d.day) END)
      * exp(0.05 * normal(hash(seed(), 'media', d.week, c.channel)) + 0.06 * normal(hash(seed(), 'campaign', d.week, c.code))
        + 0.08 * normal(hash(seed(), 'ads', d.day, c.code))) * (1 + coalesce(n.effect, 0)) * (1 + coalesce(s.effect, 0)) AS impressions,
    c.ctr * (CASE k.creative WHEN 'AI制作' THEN 1.14 ELSE 1.0 END)
      * exp(0.06 * normal(hash(seed(), 'ctr', d.week, c.code, k.creative))) * (1 + coalesce(f.effect, 0)) AS click_rate,
    c.cpc * 1.1 * pow(1.03, years(d.day)) * exp(0.05 * normal(hash(seed(), 'cpc', d.week, c.channel)) + 0.03 * normal(hash(seed(), 'cpc', d.day, c.code)))
      * (1 + coalesce(b.effect, 0)) AS click_price,
    0.0206 * c.quality * pow(1.05, years(d.day)) * exp(0.04 * normal(hash(seed(), 'cvr', d.week, c.channel))) AS lead_rate,
    hash(seed(), 'ads', d.day, c.code, k.creative) AS h
  FROM demo_days AS d
  CROSS JOIN demo_campaigns AS c
  CROSS JOIN (VALUES ('AI制作'), ('人の制作')) AS k (creative)
  LEFT JOIN demo_effects AS n ON n.kind = 'campaign_cut' AND n.first_place = c.channel AND d.day BETWEEN n.first_day AND n.last_day
  LEFT JOIN demo_effects AS s ON s.kind = 'campaign_boost' AND s.first_place = c.channel AND d.day BETWEEN s.first_day AND s.last_day
  LEFT JOIN demo_effects AS f ON f.kind = 'worn_creative' AND f.first_place = c.channel AND d.day BETWEEN f.first_day AND f.last_day
  LEFT JOIN demo_effects AS b ON b.kind = 'costly_bids' AND b.first_place = c.channel AND d.day BETWEEN b.first_day AND b.last_day
  WHERE d.day BETWEEN first_day() AND today()
),
shown AS (SELECT *, whole(impressions, h) AS shown FROM cells),
clicked AS (SELECT *, least(whole(shown * click_rate, hash(h, 'clicks')), shown) AS clicked FROM shown)
SELECT *, round(clicked * click_price)::BIGINT AS spend, whole(clicked * lead_rate, hash(h, 'leads')) AS leads FROM clicked;
CREATE OR REPLACE TEMP VIEW demo_ads AS
SELECT day, channel, campaign, creative, shown AS impressions, clicked AS clicks, spend, day AS arrived
FROM demo_ads_drawn
-- The media report of a day is lost now and then.
WHERE shown > 0 AND uniform(hash(seed(), 'report lost', day, channel)) > 0.0015;
CREATE OR REPLACE TEMP VIEW demo_leads AS
WITH leads AS (
  SELECT *, hash(h, 'lead', i) AS l FROM (SELECT *, unnest(range(leads)) AS i FROM demo_ads_drawn)
)
SELECT
  strftime(l.day, 'L%y%m%d-') || lpad(l.code::VARCHAR, 2, '0') || (CASE l.creative WHEN 'AI制作' THEN 1 ELSE 2 END) || lpad(l.i::VARCHAR, 2, '0') AS lead_id,
  l.day AS created_on, l.channel, l.campaign, l.creative, r.region, n.industry, c.customer AS company,
  (round(exp(10.15 + 0.8 * normal(hash(l.l, 'amount'))) / 100) * 100)::BIGINT AS expected_amount,
  l.day AS arrived
FROM leads AS l
JOIN demo_regions AS r ON r.code = [1, 2, 2, 2, 2, 3, 4, 4, 4, 5, 5, 5, 6, 7][1 + pick(hash(l.l, 'region'), 14)]
JOIN demo_industries AS n ON n.code = pick(hash(l.l, 'industry'), 6)
JOIN demo_customers AS c ON c.region_code = r.code AND c.code = pick(hash(l.l, 'company'), 60);
