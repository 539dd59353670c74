// The scorecard: message, chips, one row a KPI, and what needs attention. Data in, text set as text, a click out.
function headOf(head) {
  const chips = node("p", { class: "chips" }, head.chips.map((chip) => words("span", `chip ${chip.kind}`, chip.text)));
  if (head.note) chips.append(words("span", "note", head.note));
  return node("header", { class: "head" }, [words("h1", "", head.message), chips]);
}

function headerRow(columns) {
  const cells = columns.map((c) => words("th", c.kind, c.text, { scope: "col", role: "columnheader", title: c.help }) || node("td", { role: "cell" }));
  return node("thead", { role: "rowgroup" }, node("tr", { role: "row" }, cells));
}

function cell(className, children) {
  return node("td", { class: className, role: "cell" }, children);
}

function valueCell(row) {
  return cell("val", node("span", { class: "figure" }, [words("span", "prefix", row.prefix), words("b", "", row.value), words("span", "unit", row.unit)]));
}

function deltaCell(row) {
  return cell(`d ${row.tone}`, [words("span", "abs", row.plan_delta), words("span", "pct", row.plan_delta_pct)]);
}

function lastYearCell(row) {
  return cell("d2", [words("span", "abs", row.last_year), words("span", "pct", row.last_year_pct)]);
}

function rowOf(row, open) {
  const name = node("th", { scope: "row", role: "rowheader", class: "kpi" }, [
    link("name", row.name, row.href, () => open(row.metric)), words("small", "", row.owner)]);
  const made = node("tr", { role: "row", class: row.first ? "first" : "", "data-metric": row.metric }, [
    cell("dept", words("span", row.first ? "" : "again", row.department)),
    name, valueCell(row),
    cell("sp", sparkline(row.spark, row.tone)),
    cell("at", [bullet(row.attainment, row.tone), words("span", "pc", row.attainment_text, { title: row.phasing })]),
    deltaCell(row), lastYearCell(row),
    cell("st", words("span", `mark ${row.status}`, row.status_text)),
  ]);
  made.onclick = (event) => { if (!event.target.closest("a") && !getSelection().toString()) open(row.metric); };
  return made;
}

function tableOf(data, open) {
  const caption = words("caption", "unseen", data.caption);
  const body = node("tbody", { role: "rowgroup" }, data.rows.map((row) => rowOf(row, open)));
  return node("table", { role: "table" }, [caption, headerRow(data.columns), body]);
}

function itemOf(item, open) {
  return node("li", { class: "item" }, [
    node("h3", {}, link("name", item.title, item.href, () => open(item.metric))),
    node("p", { class: "figures" }, [words("b", item.tone, item.gap), words("span", "", item.pace)]),
    ...item.lines.map((line) => words("p", "meta", line)),
  ]);
}

function attentionOf(attention, open, openIncident) {
  const title = node("h2", {}, [words("span", "", attention.title), words("small", "", attention.rule)]);
  const items = node("ol", {}, attention.items.map((item) => itemOf(item, open)));
  const notes = attention.notes.map((note) => node("p", { class: `noteline ${note.kind}` }, [words("b", "", note.title), words("span", "", note.text)]));
  return node("aside", { "aria-label": attention.title }, [
    title, words("p", "calm", attention.calm), items,
    ...incidentsOf(attention.incidents, openIncident), ...notes,
  ]);
}

export default function scorecard(component) {
  const { data, parentElement, setTriggerValue } = component;
  const open = (metric) => setTriggerValue("open", metric);
  const openIncident = (id) => setTriggerValue("incident", id);
  const root = parentElement.querySelector(".board");
  root.setAttribute("lang", data.lang);
  root.replaceChildren(
    headOf(data.head),
    node("div", { class: "body" }, [
      node("section", { class: "card", "aria-label": data.caption }, tableOf(data, open)),
      attentionOf(data.attention, open, openIncident),
    ]),
  );
}
