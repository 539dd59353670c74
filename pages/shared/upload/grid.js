// A heading with chips, and a table: data in, every text set as text, a click on a row's button out.
function node(tag, attributes = {}, children = []) {
  const made = document.createElement(tag);
  for (const [name, value] of Object.entries(attributes)) {
    if (value !== undefined && value !== null && value !== "") made.setAttribute(name, value);
  }
  for (const child of [].concat(children)) if (child) made.append(child);
  return made;
}

function words(tag, className, text, attributes = {}) {
  if (text === undefined || text === null || text === "") return null;
  const made = node(tag, { class: className, ...attributes });
  made.textContent = text;
  return made;
}

function chipsOf(chips) {
  return node("p", { class: "chips" }, chips.map((chip) => words("span", `chip ${chip.kind}`, chip.text, { title: chip.help })));
}

function cellOf(cell, column, heads) {
  const said = typeof cell === "string" ? { text: cell } : cell;
  const inner = said.mark ? words("span", `mark ${said.mark}`, said.text) : document.createTextNode(said.text || "");
  const kind = `${column.kind || ""} ${said.kind || ""}`.trim();
  return node(heads ? "th" : "td", { class: kind, title: said.title, scope: heads ? "row" : "" }, [inner, words("small", "", said.small)]);
}

function actionsOf(row, acted) {
  return node("td", { class: "tight num" }, (row.actions || []).map((action) => {
    const made = words("button", "", action.text, { type: "button", "aria-label": action.label });
    made.onclick = () => acted({ name: action.name, row: row.id });
    return made;
  }));
}

function rowOf(row, data, acted) {
  if (row.kind === "gap") {
    return node("tr", { class: "gap" }, words("td", "", row.text, { colspan: data.columns.length }));
  }
  const cells = row.cells.map((cell, at) => cellOf(cell, data.columns[at] || {}, data.heads && at === 0));
  if (data.acting) cells.push(actionsOf(row, acted));
  return node("tr", { class: row.kind, "data-row": row.id }, cells);
}

function headOf(data) {
  if (!data.columns.some((column) => column.text)) return null;
  const cells = data.columns.map((column) => words("th", column.kind, column.text, { scope: "col", title: column.help }) || node("td"));
  if (data.acting) cells.push(node("td"));
  return node("thead", {}, node("tr", {}, cells));
}

function tableOf(data, acted) {
  const body = node("tbody", {}, data.rows.map((row) => rowOf(row, data, acted)));
  const table = node("table", { class: data.kind }, [words("caption", "unseen", data.label), headOf(data), body]);
  const frame = node("div", { class: `frame ${data.kind === "file" ? "" : "open"}`, tabindex: "0", role: "region", "aria-label": data.label }, table);
  if (data.tall) frame.style.maxHeight = `${data.tall}px`;
  return frame;
}

export default function grid(component) {
  const { data, parentElement, setTriggerValue } = component;
  const root = parentElement.querySelector(".grid");
  root.setAttribute("lang", data.lang);
  const title = data.title && words("h2", "", data.title);
  if (title && data.note) title.append(words("small", "", data.note, { style: "display: inline" }));
  root.replaceChildren(...[
    words("h1", "", data.message),
    data.chips && data.chips.length ? chipsOf(data.chips) : null,
    title || null,
    data.columns ? tableOf(data, (said) => setTriggerValue("acted", said)) : null,
  ].filter(Boolean));
}
