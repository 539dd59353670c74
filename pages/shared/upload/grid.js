// A heading with chips, and a table: data in, every text set as text, a click on a row's button out.
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
  if (row.kind === "gap" || row.kind === "line") {
    return node("tr", { class: row.kind }, words("td", "", row.text, { colspan: data.columns.length }));
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
