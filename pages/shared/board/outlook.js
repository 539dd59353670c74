// Landings: a row a period with what is in (solid), the forecast (hatched), its range, the target and one's own estimate.
function hatched(svg) {
  const defs = shape("defs", {});
  const pattern = shape("pattern", { id: "hatch", width: 5, height: 5, patternUnits: "userSpaceOnUse", patternTransform: "rotate(45)" });
  pattern.append(shape("rect", { width: 5, height: 5, class: "hatchpaper" }), shape("rect", { width: 2, height: 5, class: "hatchline" }));
  defs.append(pattern);
  svg.append(defs);
}

function landingBar(row, width = 260, height = 26) {
  const svg = drawing(width, height, row.alt, "landing");
  hatched(svg);
  const at = (share) => (Math.max(0, Math.min(share, 1)) * (width - 8)).toFixed(1);
  const bar = (from, to, className, extra = {}) => svg.append(shape("rect", { x: at(from), y: 8, width: Math.max(0, at(to) - at(from)), height: 10, class: className, ...extra }));
  bar(0, 1, "track");
  bar(row.zero, row.forecast, "ahead", { fill: "url(#hatch)" });
  if (row.sofar !== null) bar(row.zero, row.sofar, "in");
  svg.append(shape("path", { d: `M${at(row.low)},4V22M${at(row.high)},4V22M${at(row.low)},13H${at(row.high)}`, class: "range" }));
  if (row.target !== null) svg.append(shape("rect", { x: at(row.target) - 1, y: 2, width: 2.4, height: 22, class: "goal" }));
  if (row.estimate !== null) svg.append(shape("path", { d: `M${at(row.estimate)},3l4,4l-4,4l-4,-4z`, class: "own" }));
  return svg;
}

function outlookRow(row) {
  return node("tr", { "data-grain": row.grain }, [
    words("th", "", row.period, { scope: "row" }),
    node("td", { class: "bar" }, landingBar(row)),
    node("td", { class: "num" }, [words("b", "", row.value), words("span", "range", row.range)]),
    words("td", "num", row.target_text) || node("td"),
    words("td", `num ${row.tone}`, row.chance) || node("td"),
    words("td", "num", row.estimate_text) || node("td"),
  ]);
}

export default function outlook(component) {
  const { data, parentElement } = component;
  const root = parentElement.querySelector(".outlook");
  root.setAttribute("lang", data.lang);
  const head = node("tr", {}, data.columns.map((text, place) => words("th", place > 1 ? "num" : "", text, { scope: "col" })));
  root.replaceChildren(
    node("h2", {}, [words("span", "", data.title), words("small", "", data.note)]),
    data.rows.length ? node("table", {}, [words("caption", "unseen", data.title), node("thead", {}, head), node("tbody", {}, data.rows.map(outlookRow))]) : words("p", "meta", data.calm, { role: "status" }),
    ...data.lines.map((line) => words("p", "meta", line)),
  );
}
