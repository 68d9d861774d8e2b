"use strict";
// Tables sort by a click on a heading; a second click turns the order round.
document.querySelectorAll("table.sortable").forEach(table => {
  const body = table.tBodies[0];
  const value = (row, column) => {
    const cell = row.cells[Math.min(column, row.cells.length - 1)];
    const text = cell.dataset.sort === undefined ? cell.textContent : cell.dataset.sort;
    return text !== "" && Number.isFinite(Number(text)) ? Number(text) : text;
  };
  const compare = (a, b) =>
    typeof a === "number" && typeof b === "number" ? a - b : String(a).localeCompare(String(b), "en");
  table.querySelectorAll("thead th").forEach((heading, column) => {
    heading.tabIndex = 0;
    const sort = () => {
      const up = heading.getAttribute("aria-sort") !== "ascending" && !heading.classList.contains("figure")
        || heading.getAttribute("aria-sort") === "descending";
      table.querySelectorAll("thead th").forEach(other => other.removeAttribute("aria-sort"));
      heading.setAttribute("aria-sort", up ? "ascending" : "descending");
      const order = up ? 1 : -1;
      Array.from(body.rows)
        .sort((a, b) => order * compare(value(a, column), value(b, column)))
        .forEach(row => body.appendChild(row));
    };
    heading.addEventListener("click", sort);
    heading.addEventListener("keydown", event => {
      if (event.key === "Enter" || event.key === " ") {
        event.preventDefault();
        sort();
      }
    });
  });
});
