/* Renders every formula of a page by KaTeX, the narrow form where the wide one does not fit, and folds steps. */
(() => {
  "use strict";
  const render = (element, tex) =>
    katex.render(tex, element, {
      displayMode: "display" in element.dataset, fleqn: true, output: "htmlAndMathml", throwOnError: false, strict: "ignore",
      trust: false,
    });
  const show = (element) => {
    if (element.dataset.shown !== undefined) return;
    element.dataset.shown = "wide";
    render(element, element.dataset.tex);
  };
  const tooWide = (box) => box.scrollWidth > box.clientWidth + 1;
  const fit = (box) => {
    if (!box.clientWidth) return;
    const element = box.querySelector(":scope > .tex[data-narrow]");
    if (element && Number(element.dataset.fitted) !== box.clientWidth) {
      if (element.dataset.shown === "narrow") render(element, element.dataset.tex);
      const narrow = tooWide(box);
      if (narrow) render(element, element.dataset.narrow);
      element.dataset.shown = narrow ? "narrow" : "wide";
      element.dataset.fitted = box.clientWidth;
    }
    if (tooWide(box)) box.tabIndex = 0;
    else box.removeAttribute("tabindex");
  };
  const prepare = (root) => {
    root.querySelectorAll(".tex[data-tex]").forEach(show);
    root.querySelectorAll(".scroll").forEach(fit);
  };
  window.backproofRender = prepare;

  const all = () => document.querySelectorAll(".solution details:not(.evidence)");
  document.addEventListener("toggle", (event) => prepare(event.target), true);
  let waiting = 0;
  window.addEventListener("resize", () => {
    cancelAnimationFrame(waiting);
    waiting = requestAnimationFrame(() => document.querySelectorAll(".scroll").forEach(fit));
  });
  let closed = [];
  window.addEventListener("beforeprint", () => {
    closed = [...all()].filter((part) => !part.open);
    closed.forEach((part) => { part.open = true; });
  });
  window.addEventListener("afterprint", () => closed.forEach((part) => { part.open = false; }));
  const start = () => {
    prepare(document);
    document.fonts.ready.then(() => document.querySelectorAll(".scroll").forEach(fit));
    document.querySelectorAll("button[data-fold]").forEach((button) => {
      button.hidden = false;
      button.addEventListener("click", () => {
        const open = button.dataset.fold === "open";
        document.querySelectorAll(".solution li.step > details").forEach((part) => { part.open = open; });
      });
    });
    document.documentElement.dataset.ready = "";
  };
  if (document.readyState === "loading") document.addEventListener("DOMContentLoaded", start);
  else start();
})();
