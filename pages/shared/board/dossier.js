// The head of an incident's panel: the sentence whose figures lead to their evidence, and the facts. A click out.
function pieceOf(piece, chosen, open) {
  if (!piece.fact) return document.createTextNode(piece.text);
  return figureButton(piece.fact, piece.text, chosen, open);
}

function figureButton(fact, text, chosen, open) {
  const made = words("button", "figure", text, { type: "button", "data-fact": fact, "aria-pressed": String(fact === chosen) });
  made.onclick = () => open(fact);
  return made;
}

export default function dossier(component) {
  const { data, parentElement, setTriggerValue } = component;
  const open = (fact) => setTriggerValue("fact", fact);
  const root = parentElement.querySelector(".dossier");
  root.setAttribute("lang", data.lang);
  const tag = node("span", { class: `tag ${data.tone}` }, [toneMark(data.tone), words("span", "", data.mark)]);
  const rows = data.facts.map((row) => node("div", {}, [
    words("dt", "", row.label), node("dd", { class: row.fact === "effect" ? data.tone : "" }, figureButton(row.fact, row.text, data.chosen, open))]));
  root.replaceChildren(
    node("p", { class: "chips" }, [words("span", "chip", data.department), tag, words("span", "note", data.verdict)]),
    node("h1", {}, data.headline.map((piece) => pieceOf(piece, data.chosen, open))),
    ...data.notes.map((line) => words("p", "meta", line)),
    node("dl", {}, rows),
    words("p", "meta", data.hint),
  );
}
