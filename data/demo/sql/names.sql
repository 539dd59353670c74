-- Invented names: regions, products, customers and who sells to them. Any likeness to a real firm is chance.
CREATE OR REPLACE TEMP TABLE demo_regions AS
FROM (VALUES
  (1, '北海道・東北', 0.09, 0.97), (2, '関東', 0.36, 1.03), (3, '北陸・信越', 0.07, 1.00), (4, '中部', 0.18, 1.02),
  (5, '関西', 0.18, 1.00), (6, '中国・四国', 0.06, 0.97), (7, '九州', 0.06, 0.98)
) AS r (code, region, share, skill);
CREATE OR REPLACE TEMP TABLE demo_channels AS
FROM (VALUES (1, '直販', 0.46, 0.0), (2, '代理店', 0.38, 0.0), (3, 'オンライン', 0.16, 0.3)) AS c (code, channel, share, day_off);
CREATE OR REPLACE TEMP TABLE demo_products AS
SELECT
  category_code,
  row_number() OVER (PARTITION BY category_code ORDER BY price, product) AS code,
  product,
  price
FROM (VALUES
  (1, 'サーボユニット SG-200', 62000), (1, 'サーボユニット SG-400', 98000), (1, '直動アクチュエータ LA-12', 71000),
  (1, '直動アクチュエータ LA-30', 124000), (1, '搬送コントローラ TC-5', 83000), (1, '真空ポンプ VP-8', 57000),
  (1, '精密減速機 RG-50', 104000), (1, '精密減速機 RG-90', 142000),
  (2, 'レーザー変位計 LD-1', 52000), (2, 'レーザー変位計 LD-3', 88000), (2, '表面粗さ計 SR-20', 96000),
  (2, '温度記録計 TR-16', 38000), (2, '圧力センサ PS-7', 27000), (2, '流量計 FM-40', 61000),
  (3, 'コネクタ CN-08', 2400), (3, 'コネクタ CN-24', 4100), (3, 'リレー RL-2', 1900), (3, '電源モジュール PM-15', 9800),
  (3, '基板 PB-3', 6200), (3, 'エンコーダ EN-10', 12800), (3, 'LEDユニット LU-6', 3300),
  (4, 'フィルタ FT-1', 900), (4, 'フィルタ FT-5', 2100), (4, 'シール材 SL-9', 700), (4, '潤滑剤 LB-2', 1600),
  (4, '切削チップ CT-11', 1900), (4, '清掃キット CK-3', 2600),
  (5, '定期点検 年間', 58000), (5, '定期点検 スポット', 36000), (5, '校正サービス', 29000), (5, '遠隔監視', 18000),
  (5, '部品交換', 42000)
) AS p (category_code, product, price);
-- Share: of order lines. Mean quantity is 1 + spread.
CREATE OR REPLACE TEMP TABLE demo_categories AS
SELECT c.*, (SELECT count(*) FROM demo_products AS p WHERE p.category_code = c.code) AS products
FROM (VALUES
  (1, '産業機器', 0.14, 0.28, 0.6), (2, '計測機器', 0.14, 0.36, 0.5), (3, '電子部品', 0.27, 0.24, 3.6), (4, '消耗品', 0.33, 0.32, 4.6),
  (5, '保守サービス', 0.12, 0.42, 0.9)
) AS c (code, category, share, margin, spread);
CREATE OR REPLACE TEMP TABLE demo_reps AS
SELECT
  r.code AS region_code,
  n AS code,
  ['佐々木', '小林', '加藤', '吉田', '山田', '山口', '松本', '井上', '木村', '林', '斎藤', '清水', '森', '池田'][1 + (r.code * 5 + n * 3) % 14] || ' '
    || ['翔', '美咲', '大輔', '彩', '健', '葵', '直樹', '結衣', '誠', '遥', '拓也', '舞', '学', '菜摘'][1 + (r.code * 3 + n) % 14] AS rep
FROM demo_regions AS r
CROSS JOIN range(6) AS t (n);
CREATE OR REPLACE TEMP TABLE demo_customers AS
SELECT
  r.code AS region_code,
  n AS code,
  ['北都', '青葉', '東栄', '日向', '大和', '三崎', '富岳', '白鷺', '若松', '信和', '平成', '光洋', '瑞穂', '旭日', '泉', '常盤', '千代田', '高千穂', '明星', '朝霧',
    '紀南', '伊吹', '筑紫', '桜川', '天竜', '長良', '最上', '吉備'][1 + ((r.code - 1) * 60 + n) // 15]
    || ['製作所', '工業', '電機', '精機', '食品', '化学', '機械', '産業', '鉄工', '樹脂', '自動車部品', '医療機器', '建設', '印刷', '物流'][1 + n % 15] AS customer,
  (n * 7 + r.code) % 6 AS rep_code
FROM demo_regions AS r
CROSS JOIN range(60) AS t (n);
CREATE OR REPLACE TEMP TABLE demo_industries AS
FROM (VALUES (0, '自動車'), (1, '電機・電子'), (2, '食品'), (3, '医療機器'), (4, '建設'), (5, '化学・素材')) AS i (code, industry);
