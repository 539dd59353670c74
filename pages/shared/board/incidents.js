// A department's incidents as a list. Data in, text set as text, a click out.
export default function incidents(component) {
  const { data, parentElement, setTriggerValue } = component;
  const root = parentElement.querySelector(".incidents");
  root.setAttribute("lang", data.lang);
  root.replaceChildren(node("section", { "aria-label": data.title }, incidentsOf(data, (id) => setTriggerValue("incident", id))));
}
