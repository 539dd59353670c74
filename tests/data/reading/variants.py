# ruff: noqa: E501 - a case is told on one line
"""Small files as offices write them, made up, each with what should come out. Data for test_variants.py and measure.py.

A case is (name, text or bytes, expected): header rows, names, rows, sums, verdict, types; what is not given is not checked.
"""

from __future__ import annotations

from typing import Any

Case = tuple[str, str | bytes, dict[str, Any]]


def _rows(start: str, count: int, make: Any) -> str:
    return start + "".join(make(i) for i in range(count))


LONG = _rows("日付,店舗,売上\n", 30, lambda i: f"2026/4/{i + 1},店{i % 3},{1000 + i}\n")

CASES: list[Case] = [
    ("clean", LONG, {"header_rows": [1], "rows": 30, "sums": {"売上": 30435}, "types": ["date", "text", "integer"]}),
    ("title_blank_header", "売上報告書\n\n店舗,売上,客数\n新宿,1000,20\n大阪,2000,30\n",
     {"header_rows": [3], "rows": 2, "sums": {"売上": 3000, "客数": 50}}),
    ("title_no_blank_padded", "2026年4月度 売上報告書,,\n店舗,売上,客数\n新宿,1000,20\n大阪,2000,30\n",
     {"header_rows": [2], "rows": 2, "sums": {"売上": 3000}}),
    ("title_and_unit_right", "月次実績表,,,\n,,,（単位：千円）\n部門,4月,5月,6月\n営業,\"1,000\",\"1,100\",900\n製造,500,△20,30\n合計,\"1,500\",\"1,080\",930\n",
     {"header_rows": [3], "rows": 2, "sums": {"4月": 1500, "5月": 1080, "6月": 930}, "units": [None, "千円", "千円", "千円"]}),
    ("signature_rows", "作成日,2026/4/1,,\n作成者,山田太郎,,\n,,,\n商品,数量,単価,金額\nA,1,100,100\nB,2,200,400\nC,3,50,150\n",
     {"header_rows": [4], "rows": 3, "sums": {"金額": 650}}),
    ("two_row_header_groups", ",前期,,当期,\n店舗,売上,客数,売上,客数\n新宿,1,2,3,4\n大阪,5,6,7,8\n札幌,9,10,11,12\n",
     {"header_rows": [1, 2], "rows": 3, "names": ["店舗", "前期 売上", "客数", "当期 売上", "客数_2"]}),
    ("two_row_header_vertical", "店舗,担当,前期,,当期,\n,,売上,客数,利益,件数\n新宿,山田,1,2,3,4\n大阪,佐藤,5,6,7,8\n",
     {"header_rows": [1, 2], "rows": 2, "names": ["店舗", "担当", "前期 売上", "客数", "当期 利益", "件数"]}),
    ("unit_row_below", "品目,数量,金額\n,個,円\nA,1,100\nB,2,200\nC,3,300\n",
     {"header_rows": [1, 2], "names": ["品目", "数量 個", "金額 円"], "rows": 3, "sums": {"金額 円": 600}}),
    ("years_as_columns", "地域,2019,2020,2021\n東京,10,20,30\n大阪,11,21,31\n",
     {"header_rows": [1], "rows": 2, "names": ["地域", "2019", "2020", "2021"], "sums": {"2019": 21}}),
    ("months_as_columns", "科目,2026年4月,2026年5月,2026年6月\n売上高,100,200,300\n原価,50,△60,70\n",
     {"header_rows": [1], "rows": 2, "sums": {"2026年5月": 140}}),
    ("dates_as_columns", "担当,4/1,4/2,4/3\n山田,1,2,3\n佐藤,4,5,6\n", {"header_rows": [1], "rows": 2, "sums": {"4/1": 5}}),
    ("subtotals", "支店,商品,金額\n東京,A,100\n東京,B,200\n小計,,300\n大阪,A,50\n大阪,B,60\n小計,,110\n合計,,410\n",
     {"header_rows": [1], "rows": 4, "sums": {"金額": 410}}),
    ("subtotal_named", "支店,商品,金額\n東京,A,100\n東京,B,200\n東京 計,,300\n大阪,A,50\n大阪,B,60\n大阪 計,,110\n総合計,,410\n",
     {"rows": 4, "sums": {"金額": 410}}),
    ("subtotal_second_column", "支店,商品,金額\n東京,A,100\n東京,B,200\n東京,小計,300\n大阪,A,50\n大阪,B,60\n大阪,小計,110\n",
     {"rows": 4, "sums": {"金額": 410}}),
    ("name_like_total", "部署,人数\n会計,3\n設計,4\n統計,2\n営業,9\n", {"rows": 4, "sums": {"人数": 18}}),
    ("total_words_english", "Region,Sales\nEast,10\nWest,20\nTotal,30\n", {"rows": 2, "sums": {"Sales": 30}}),
    ("average_below", "月,気温\n1月,5.1\n2月,6.2\n3月,9.3\n平均,6.87\n", {"rows": 3, "sums": {"気温": "20.6"}}),
    ("notes_below", "店舗,売上,客数\n新宿,1000,20\n大阪,2000,30\n\n※速報値です\n注1) 返品を除く\n", {"rows": 2, "sums": {"売上": 3000}}),
    ("notes_below_unseparated", "店舗,売上,客数\n新宿,1000,20\n大阪,2000,30\n※速報値です,,\n出典：社内システム,,\n", {"rows": 2}),
    ("blank_rows_within", "日付,売上,備考\n2026/4/1,100,\n2026/4/2,200,雨\n\n2026/4/3,300,\n\n2026/4/4,400,\n", {"rows": 4, "sums": {"売上": 1000}}),
    ("group_labels", "商品,数量,金額\n【飲料】,,\n茶,1,100\n水,2,200\n【菓子】,,\n飴,3,300\nガム,4,400\n", {"rows": 4, "sums": {"金額": 1000}}),
    ("stacked_blank", "店舗,売上\n新宿,100\n大阪,200\n\n担当,件数,率\n山田,3,0.5\n佐藤,4,0.6\n", {"verdict": "choose", "tables": 2}),
    ("stacked_titled", "■売上\n店舗,売上\n新宿,100\n大阪,200\n\n■経費\n科目,金額\n家賃,300\n光熱費,40\n", {"verdict": "choose", "tables": 2}),
    ("stacked_same_header_titled", "東京支店\n商品,数量,金額\nA,1,100\nB,2,200\n\n大阪支店\n商品,数量,金額\nA,3,300\nC,4,400\n", {"verdict": "choose"}),
    ("side_by_side_gap", "店舗,売上,,担当,件数\n新宿,100,,山田,3\n大阪,200,,佐藤,4\n札幌,300,,鈴木,5\n", {"verdict": "choose", "tables": 2}),
    ("spacer_column", "店舗,売上,,客数,,単価\n新宿,100,,3,,33\n大阪,200,,4,,50\n", {"rows": 2, "sums": {"売上": 300, "客数": 7}}),
    ("starts_at_b2", ",,,\n,店舗,売上,客数\n,新宿,100,3\n,大阪,200,4\n", {"header_rows": [2], "rows": 2, "names": ["店舗", "売上", "客数"]}),
    ("no_header", "1,東京,2026-04-01,100\n2,大阪,2026-04-02,200\n3,東京,2026-04-03,300\n", {"header_rows": [], "rows": 3, "names": ["column_1", "column_2", "column_3", "column_4"]}),
    ("no_header_pipe", "1|A|10.5\n2|B|11.5\n3|A|12.5\n", {"header_rows": [], "rows": 3, "sums": {"column_3": "34.5"}}),
    ("duplicate_and_blank_names", "名前,金額,,金額\nA,1,x,2\nB,3,y,4\n", {"names": ["名前", "金額", "column_3", "金額_2"], "rows": 2}),
    ("turned", "店舗,新宿,大阪,札幌,福岡\n開店日,2001/4/1,2010/5/2,2015/6/3,2018/7/4\n売上,1200,3400,2300,1000\n店長,山田,佐藤,鈴木,田中\n",
     {"verdict": "warn", "rows": 4, "names": ["店舗", "開店日", "売上", "店長"]}),
    ("triangle_category", "施設,洪水,地震\nA,○,△\nB,△,×\nC,○,○\n", {"rows": 3, "types": ["text", "text", "text"]}),
    ("triangle_minus", "科目,増減\nA,△1200\nB,▲ 5\nC,\"(1,000)\"\nD,−3\n", {"rows": 4, "sums": {"増減": -2208}}),
    ("yen_cells", "品,単価\nA,\"¥1,200\"\nB,￥300\nC,\\50\nD,100円\n", {"sums": {"単価": 1650}, "units": [None, "円"]}),
    ("fullwidth", "品，数\n".replace("，", ",") + "Ａ,１２\nＢ,３，４００\n".replace("３，４００", "\"３，４００\""), {"sums": {"数": 3412}}),
    ("missing_marks", "品,数\nA,1\nB,-\nC,…\nD,***\nE,該当なし\nF,5\n", {"rows": 6, "sums": {"数": 6}}),
    ("percent", "品,率\nA,12.5%\nB,△3.5％\n", {"sums": {"率": "9.0"}, "units": [None, "%"]}),
    ("wareki", "日付,額\n令和8年4月1日,1\nR8.4.2,2\nH31.4.30,3\n", {"types": ["date", "integer"]}),
    ("wareki_month", "年月,額\n令和8年4月,1\n令和8年5月,2\n令和元年5月,3\n", {"types": ["date", "integer"]}),
    ("day_first", "Date,Amount\n31/08/2023,1\n01/09/2023,2\n02/09/2023,3\n", {"types": ["date", "integer"]}),
    ("ambiguous", "Date,Amount\n05/08/2023,1\n01/09/2023,2\n02/03/2023,3\n07/04/2023,9\n", {"types": ["text", "integer"]}),
    ("decimal_comma", "Artikel;Preis;Menge\nA;1,50;3\nB;0,25;4\nC;12,00;1\n", {"delimiter": ";", "sums": {"Preis": "13.75", "Menge": 8}}),
    ("decimal_comma_grouped", "Artikel;Preis\nA;1.234,50\nB;2,25\n", {"sums": {"Preis": "1236.75"}}),
    ("leading_zeros", "店舗コード,売上\n001,100\n002,200\n", {"types": ["text", "integer"]}),
    ("phone_postal", "氏名,電話,郵便番号\n山田,0312345678,1000001\n佐藤,0612345678,5300001\n", {"types": ["text", "text", "text"]}),
    ("midnight_24", "時刻,値\n2026/4/1 23:00,1\n2026/4/1 24:00,2\n", {"types": ["datetime", "integer"]}),
    ("tab_in_csv", "a\tb\tc\n1\t2,5\t3\n4\t5,5\t6\n", {"delimiter": "\t", "rows": 2}),
    ("multiline_cells", "品,説明,数\nA,\"一行目\n二行目\",1\nB,\"x, y\",2\n", {"rows": 2, "sums": {"数": 3}}),
    ("quoted_all", "\"品\",\"数\"\n\"A\",\"1,000\"\n\"B\",\"2,000\"\n", {"sums": {"数": 3000}}),
    ("trailing_commas", "品,数,,,\nA,1,,,\nB,2,,,\n,,,,\n,,,,\n", {"names": ["品", "数"], "rows": 2}),
    ("text_only", "氏名,部署,趣味\n山田,営業,釣り\n佐藤,製造,読書\n鈴木,営業,登山\n", {"header_rows": [1], "rows": 3}),
    ("text_only_titled", "社員名簿,,\n,,\n氏名,部署,趣味\n山田,営業,釣り\n佐藤,製造,読書\n", {"header_rows": [3], "rows": 2}),
    ("one_data_row", "品,数\nA,1\n", {"rows": 1, "sums": {"数": 1}}),
    ("key_values_then_table", "出力条件,全店\n件数,2\n\n店舗,売上,客数\n新宿,100,3\n大阪,200,4\n", {"header_rows": [4], "rows": 2}),
    ("numbers_then_table", "件数,2\n合計,300\n\n店舗,売上,客数\n新宿,100,3\n大阪,200,4\n", {"header_rows": [4], "rows": 2}),
    ("page_breaks", "品,数\nA,1\nB,2\n品,数\nC,3\nD,4\n品,数\nE,5\n", {"rows": 5, "sums": {"数": 15}}),
    ("bilingual_header", "店舗,売上,客数\nStore,Sales,Guests\n新宿,100,3\n大阪,200,4\n", {"header_rows": [1, 2], "rows": 2}),
    ("excel_serial", "日付,売上\n46113,100\n46114,200\n", {"types": ["date", "integer"]}),
    ("booleans", "id,active\n1,true\n2,false\n", {"types": ["integer", "boolean"]}),
    ("bad_cell", _rows("品,額\n", 30, lambda i: f"A{i},{'1,2OO' if i == 7 else i}\n".replace("1,2OO", '"1,2OO"')), {"rows": 30, "types": ["text", "integer"]}),
    ("total_row_above", "区分,人口,世帯\n総数,300,120\nA区,100,50\nB区,200,70\n", {"rows": 3}),
    ("header_with_breaks", "\"店舗\n名\",\"売上\n(円)\"\n新宿,100\n大阪,200\n", {"names": ["店舗 名", "売上 (円)"], "units": [None, "円"]}),
    ("three_row_header", ",2025年度,,2026年度,\n,上期,下期,上期,下期\n部門,売上,売上,売上,売上\n営業,1,2,3,4\n製造,5,6,7,8\n",
     {"header_rows": [1, 2, 3], "rows": 2}),
    ("legend_below", "店舗,評価,売上\n新宿,A,100\n大阪,B,200\n\n凡例\nA：優\nB：良\n", {"rows": 2, "verdict": "load"}),
    ("count_row_below", "店舗,評価,売上\n新宿,A,100\n大阪,B,200\n以上 2件,,\n", {"rows": 2}),
    ("semicolon_text", "名前;住所\n山田;東京都, 港区\n佐藤;大阪府, 北区\n", {"delimiter": ";", "rows": 2}),
    ("numeric_id_header", "No,氏名,点数\n1,山田,80\n2,佐藤,90\n3,鈴木,70\n合計,,240\n", {"rows": 3, "sums": {"点数": 240}}),
    ("time_table", "日付,時刻,値\n2026/4/1,0:00,1\n2026/4/1,1:00,2\n2026/4/1,24:00,3\n", {"rows": 3, "types": ["date", "text", "integer"]}),
]  # fmt: skip
