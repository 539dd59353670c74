// The strip: one card a KPI; the chosen one is marked. Data in, text set as text, a click out.
function cardOf(card, open) {
  const name = link("name", card.name, card.href, () => open(card.metric));
  if (card.chosen) name.setAttribute("aria-current", "true");
  const made = node("li", { class: `kpi ${card.chosen ? "chosen" : ""}`, "data-metric": card.metric }, [
    node("div", { class: "top" }, [name, words("span", `mark ${card.status}`, card.status_text)]),
    node("div", { class: "mid" }, [
      node("span", { class: "figure" }, [words("span", "prefix", card.prefix), words("b", "", card.value), words("span", "unit", card.unit)]),
      sparkline(card.spark, card.tone, 92, 28),
    ]),
    node("p", { class: `d ${card.tone}` }, [words("span", "label", card.plan_label), words("span", "abs", card.plan_delta), words("span", "pct", card.plan_delta_pct)]),
    node("p", { class: "d2" }, [words("span", "label", card.last_year_label), words("span", "abs", card.last_year), words("span", "pct", card.last_year_pct)]),
  ]);
  made.onclick = (event) => { if (!event.target.closest("a")) open(card.metric); };
  return made;
}

export default function strip(component) {
  const { data, parentElement, setTriggerValue } = component;
  const root = parentElement.querySelector(".strip");
  root.setAttribute("lang", data.lang);
  const head = node("header", { class: "head" }, [
    words("h1", "", data.head.message),
    node("p", { class: "chips" }, [...data.head.chips.map((chip) => words("span", `chip ${chip.kind}`, chip.text)), words("span", "note", data.head.note)]),
  ]);
  root.replaceChildren(head, node("ul", { "aria-label": data.label },
    data.cards.map((card) => cardOf(card, (metric) => setTriggerValue("open", metric)))));
}
