// Sentences with figures that open their evidence, items with what can be done about them. Every text is set as text.
function buttonOf(action, act, className = "") {
  const made = words("button", `${className} ${action.kind || ""}`.trim(), action.text, {
    type: "button", "aria-label": action.label, title: action.help, "data-act": action.name,
  });
  made.onclick = () => act({ name: action.name, row: action.row || "" });
  return made;
}

function sentenceOf(parts, act, opens) {
  return (parts || []).map(([text, slot]) => {
    if (!slot) return document.createTextNode(text);
    const made = words("button", "fact", text, { type: "button", "data-slot": slot, title: opens });
    made.onclick = () => act({ name: "fact", row: slot });
    return made;
  });
}

function chipOf(chip, act) {
  if (chip.name) return buttonOf(chip, act, "chip");
  return words("span", `chip ${chip.kind || ""}`, chip.text, { title: chip.help });
}

function lineOf(line, act, opens) {
  const label = words("span", "label", line.label);
  const inner = line.parts ? sentenceOf(line.parts, act, opens) : [document.createTextNode(line.text || "")];
  return node("p", { class: `line ${line.kind || ""}` }, [label, node("span", { class: "said" }, inner)]);
}

function itemOf(block, act, opens) {
  const name = block.opens ? buttonOf({ ...block.opens, text: block.title }, act, "title") : words("span", "", block.title);
  const title = node("h4", {}, [name, ...(block.chips || []).map((chip) => chipOf(chip, act))]);
  const lines = (block.lines || []).map((line) => lineOf(line, act, opens));
  const actions = (block.actions || []).length
    ? node("p", { class: "actions" }, block.actions.map((action) => buttonOf(action, act)))
    : null;
  return node("li", { class: `item ${block.kind || ""}`, "data-id": block.id }, [
    block.title || (block.chips || []).length ? title : null, ...lines, actions,
  ]);
}

const DRAW = {
  heading: (block) => {
    const made = words("h3", "", block.text);
    if (made && block.note) made.append(words("small", "", block.note));
    return made;
  },
  message: (block, act, opens) => node("p", { class: "message" }, sentenceOf(block.parts, act, opens)),
  chips: (block, act) => node("p", { class: "chips" }, block.chips.map((chip) => chipOf(chip, act))),
  note: (block) => words("p", `note ${block.kind || ""}`, block.text),
  lines: (block, act, opens) => node("div", { class: block.kind }, block.lines.map((line) => lineOf(line, act, opens))),
  items: (block, act, opens) => {
    const made = block.items.map((item) => itemOf(item, act, opens));
    if (!block.more) return node("ul", {}, made);
    const rest = node("details", {}, [words("summary", "", block.more), node("ul", {}, made.slice(block.first))]);
    return node("div", {}, [node("ul", {}, made.slice(0, block.first)), rest]);
  },
  columns: (block, act, opens) => node("div", { class: "columns" }, block.columns.map(
    (column) => node("section", {}, column.map((inner) => DRAW[inner.is](inner, act, opens))),
  )),
};

// Where what is opened comes above the list that it was opened from.
const NARROW = matchMedia("(max-width: 640px)");

export default function loop(component) {
  const { data, parentElement, setTriggerValue } = component;
  const root = parentElement.querySelector(".loop");
  root.setAttribute("lang", data.lang);
  root.className = `loop ${data.kind || ""}`;
  const act = (said) => {
    if (said.name === "open" && NARROW.matches) document.querySelector(".stMain")?.scrollTo({ top: 0 });
    setTriggerValue("acted", said);
  };
  root.replaceChildren(...data.blocks.map((block) => DRAW[block.is](block, act, data.opens)).filter(Boolean));
}
