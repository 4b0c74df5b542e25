/* What the page does beyond htmx: typesets what was swapped in, keeps the focus, opens the steps of a derivation. */
(() => {
  "use strict";
  const fresh = (event) => (event.target instanceof Element ? event.target : document);

  document.addEventListener("htmx:after:swap", () => {
    window.backproofRender(document);
    const next = document.querySelector("[data-focus]");
    if (next) {
      next.removeAttribute("data-focus");
      next.focus({ preventScroll: true });
      next.scrollIntoView({ block: "nearest" });
    }
  });

  document.addEventListener("keydown", (event) => {
    if (event.key === "Enter" && (event.ctrlKey || event.metaKey) && event.target instanceof HTMLTextAreaElement) {
      event.preventDefault();
      event.target.form.requestSubmit();
    }
  });

  document.addEventListener("htmx:error", (event) => {
    const place = fresh(event).closest("form, [hx-get]");
    if (place) place.dataset.failed = "";
  });
})();
