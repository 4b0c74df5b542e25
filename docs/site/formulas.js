// Formulas of a page, rendered by the KaTeX that comes with the site.
document.addEventListener("DOMContentLoaded", () => {
  for (const place of document.querySelectorAll(".arithmatex")) {
    const written = place.textContent.trim();
    const displayed = written.startsWith("\\[");
    katex.render(written.slice(2, -2), place, { displayMode: displayed, throwOnError: false, strict: "ignore" });
  }
});
