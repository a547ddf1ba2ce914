// Filters what is on the page; without it everything is shown.
const services = [...document.querySelectorAll(".service")].map((element) => ({
  element,
  verdict: element.dataset.verdict,
  text: element.textContent.toLowerCase(),
}));
const sites = [...document.querySelectorAll(".site")];
const search = document.querySelector("#search");
const buttons = [...document.querySelectorAll("button[data-verdict]")];
const shown = document.querySelector("#shown");

function filter() {
  const chosen = new Set(
    buttons.filter((button) => button.getAttribute("aria-pressed") === "true").map((button) => button.dataset.verdict),
  );
  const words = search.value
    .toLowerCase()
    .split(/\s+/)
    .filter((word) => word !== "");
  let count = 0;
  for (const { element, verdict, text } of services) {
    const fits = (chosen.size === 0 || chosen.has(verdict)) && words.every((word) => text.includes(word));
    element.hidden = !fits;
    if (fits) count++;
  }
  for (const site of sites) site.querySelector(".none").hidden = site.querySelector(".service:not([hidden])") !== null;
  shown.textContent = `${count} of ${services.length}`;
}

for (const button of buttons) {
  button.addEventListener("click", () => {
    button.setAttribute("aria-pressed", String(button.getAttribute("aria-pressed") !== "true"));
    filter();
  });
}
search.addEventListener("input", filter);
document.querySelector(".tools").hidden = false;
filter();
