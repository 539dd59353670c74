// Small drawings shared by the scorecard and the strip. Text only by textContent, shapes only by createElementNS.
const SVG = "http://www.w3.org/2000/svg";

function shape(tag, attributes) {
  const made = document.createElementNS(SVG, tag);
  for (const [name, value] of Object.entries(attributes)) made.setAttribute(name, value);
  return made;
}

function drawing(width, height, label, className) {
  const made = shape("svg", { viewBox: `0 0 ${width} ${height}`, width, height, class: className });
  if (label) { made.setAttribute("role", "img"); made.setAttribute("aria-label", label); }
  else made.setAttribute("aria-hidden", "true");
  return made;
}

// A broken line where a value is missing, so that no month is invented.
function path(points) {
  let out = "";
  let pen = "M";
  for (const point of points) {
    if (point === null) { pen = "M"; continue; }
    out += `${pen}${point[0].toFixed(1)},${point[1].toFixed(1)}`;
    pen = "L";
  }
  return out;
}

function scaled(values, low, high, width, height, pad) {
  const step = (width - 2 * pad) / Math.max(values.length - 1, 1);
  const span = high - low || 1;
  return values.map((v, i) => (v === null ? null : [pad + i * step, height - pad - ((v - low) / span) * (height - 2 * pad)]));
}

// Good, bad and neutral differ in form too: filled circle, diamond, ring.
function dot(point, tone) {
  const [x, y] = point;
  if (tone === "bad") return shape("path", { d: `M${x},${y - 4.2}L${x + 4.2},${y}L${x},${y + 4.2}L${x - 4.2},${y}Z`, class: "dot bad" });
  return shape("circle", { cx: x, cy: y, r: 3, class: `dot ${tone}` });
}

function sparkline(spark, tone, width = 150, height = 34) {
  const svg = drawing(width, height, spark.label, "spark");
  const known = [...spark.values, ...spark.plan].filter((v) => v !== null);
  if (!known.length) return svg;
  const [low, high] = [Math.min(...known), Math.max(...known)];
  const plan = scaled(spark.plan, low, high, width, height, 5);
  const line = scaled(spark.values, low, high, width, height, 5);
  svg.append(shape("path", { d: path(plan), class: "plan" }));
  svg.append(shape("path", { d: path(spark.running ? line.slice(0, -1) : line), class: "actual" }));
  if (spark.running) svg.append(shape("path", { d: path(line.slice(-2)), class: "actual running" }));
  const last = line[line.length - 1];
  if (last) svg.append(dot(last, tone));
  return svg;
}

// Bar from zero to 125 %, with the mark to reach at 100 %.
function bullet(ratio, tone, width = 92, height = 14) {
  const svg = drawing(width, height, "", "bullet");
  const goal = width / 1.25;
  svg.append(shape("rect", { x: 0, y: 4, width, height: 6, class: "track" }));
  if (ratio !== null) {
    const reach = Math.max(0, Math.min(ratio, 1.25)) * goal;
    svg.append(shape("rect", { x: 0, y: 4, width: reach.toFixed(1), height: 6, class: `bar ${tone}` }));
  }
  svg.append(shape("rect", { x: goal - 1, y: 0, width: 2, height, class: "goal" }));
  return svg;
}

// A link to another page is followed by the browser, so that one step back leads back; one to this page reports the click.
function link(className, text, href, onOpen) {
  const made = words("a", className, text, { href });
  made.onclick = (event) => {
    if (event.metaKey || event.ctrlKey || event.shiftKey) return;
    const goal = new URL(href, location.href).pathname;
    if (goal !== location.pathname && !(location.pathname === "/" && goal === "/company")) return;
    event.preventDefault();
    onOpen();
  };
  return made;
}

// Incidents as entries of a list: what and where, how far off, in money, when. Good and bad differ in form too.
function incidentOf(one, open) {
  const mark = node("span", { class: `tag ${one.tone}` }, [toneMark(one.tone), words("span", "", one.mark)]);
  return node("li", { class: "incident", "data-incident": one.id }, [
    node("h3", {}, [link("name", one.title, one.href, () => open(one.id)), mark]),
    node("p", { class: "figures" }, [words("b", one.tone, one.gap), words("span", "", one.pace), words("span", "yen", one.money)]),
    ...one.lines.map((line) => words("p", "meta", line)),
  ]);
}

function toneMark(tone) {
  const svg = drawing(10, 10, "", "tonemark");
  svg.append(dot([5, 5], tone === "bad" ? "bad" : "good"));
  return svg;
}

function restOf(rest, open) {
  if (!rest || !rest.items.length) return null;
  const entries = rest.items.map((one) => node("li", {}, link("name", one.text, one.href, () => open(one.id))));
  return node("details", { class: "meta" }, [words("summary", "", rest.title), node("ul", { class: "rest" }, entries)]);
}

function incidentsOf(found, open) {
  if (!found) return [];
  return [
    node("h2", {}, [words("span", "", found.title), words("small", "", found.rule)]),
    words("p", "state", found.state, { role: "status" }),
    words("p", "calm", found.calm),
    node("ol", {}, found.items.map((one) => incidentOf(one, open))),
    restOf(found.rest, open),
    words("p", "meta", found.more),
    found.earlier && found.earlier.items.length ? node("p", { class: "meta earlier" }, [
      words("b", "", found.earlier.title),
      ...found.earlier.items.map((one) => link("name", one.text, one.href, () => open(one.id)))]) : null,
  ];
}
