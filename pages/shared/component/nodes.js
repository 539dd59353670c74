// Elements of a drawn part. Every text is set as text, by textContent alone.
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

