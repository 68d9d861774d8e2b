"use strict";
// Sections are filtered by a table's name and verdict; what is printed is always all of it.
document.querySelectorAll(".filter").forEach(filter => {
  const section = filter.closest("section");
  const find = filter.querySelector("input");
  const verdict = filter.querySelector("select");
  const shown = filter.querySelector("output");
  const entries = Array.from(section.querySelectorAll("[data-table]"));
  const apply = () => {
    const words = find.value.toLowerCase().split(/\s+/).filter(word => word !== "");
    let count = 0;
    entries.forEach(entry => {
      const fits = words.every(word => entry.dataset.table.includes(word))
        && (!verdict || verdict.value === "" || entry.dataset.verdict === verdict.value);
      entry.classList[fits ? "remove" : "add"]("filtered");
      count += fits ? 1 : 0;
    });
    shown.textContent = count === entries.length ? "" : count + " of " + entries.length;
  };
  find.addEventListener("input", apply);
  if (verdict) {
    verdict.addEventListener("change", apply);
  }
  filter.hidden = false;
});

// A link to a table opens what is folded.
const unfold = () => {
  const folded = document.getElementById(decodeURIComponent(location.hash.slice(1)));
  if (folded && folded.tagName === "DETAILS") {
    folded.open = true;
  }
};
addEventListener("hashchange", unfold);
document.querySelectorAll("a[href^='#']").forEach(link => link.addEventListener("click", () => {
  const folded = document.getElementById(link.getAttribute("href").slice(1));
  if (folded) {
    folded.open = true;
  }
}));
unfold();

// On paper nothing is folded.
const folded = [];
addEventListener("beforeprint", () => document.querySelectorAll("details:not([open])").forEach(details => {
  folded.push(details);
  details.open = true;
}));
addEventListener("afterprint", () => folded.splice(0).forEach(details => {
  details.open = false;
}));
