/* What the page does beyond htmx: typesets what was swapped in, keeps the focus, tells a derivation line by line. */
(() => {
  "use strict";

  /* A derivation that was asked for comes piece by piece: at the reader's pace, or by itself. */
  const play = (stage) => {
    const pieces = [...stage.querySelectorAll(":scope > .piece")];
    if (pieces.length < 3) return;
    let shown = 1, clock = 0;
    const controls = document.createElement("div");
    const button = (label, kind, act) => {
      const made = document.createElement("button");
      made.type = "button";
      made.className = kind;
      made.textContent = label;
      made.addEventListener("click", act);
      controls.append(made);
      return made;
    };
    const stop = () => { clearInterval(clock); clock = 0; player.textContent = "Play"; };
    const upTo = (count) => {
      shown = Math.min(count, pieces.length);
      pieces.forEach((piece, k) => { piece.hidden = k >= shown; });
      window.backproofRender(stage);
      if (shown < pieces.length) return;
      stop();
      controls.remove();
    };
    const forward = () => {
      let next = shown + 1;
      while (next < pieces.length && pieces[next - 1].matches("h3")) next += 1;
      upTo(next);
      (shown < pieces.length ? controls : pieces.at(-1)).scrollIntoView({ block: "nearest" });
    };
    controls.className = "controls";
    button("Next", "quiet", () => { stop(); forward(); });
    const player = button("Play", "plain", () => {
      if (clock) return stop();
      player.textContent = "Pause";
      forward();
      clock = setInterval(forward, 1400);
    });
    button("Show all", "plain", () => upTo(pieces.length));
    stage.after(controls);
    upTo(pieces[0].matches("h3") ? 2 : 1);
    stage.closest("section").scrollIntoView({ block: "start" });
  };

  document.addEventListener("htmx:after:swap", () => {
    document.querySelectorAll("[data-play]").forEach((stage) => {
      delete stage.dataset.play;
      play(stage);
    });
    window.backproofRender(document);
    const next = document.querySelector("[data-focus]");
    if (next) {
      next.removeAttribute("data-focus");
      next.focus({ preventScroll: true });
      next.scrollIntoView({ block: "nearest" });
    }
  });

  /* Ctrl+Enter hands in what is typed. */
  document.addEventListener("keydown", (event) => {
    if (event.key === "Enter" && (event.ctrlKey || event.metaKey) && event.target instanceof HTMLTextAreaElement) {
      event.preventDefault();
      event.target.form.requestSubmit();
    }
  });

  /* A request that never came back says so where its answer was to appear. */
  document.addEventListener("htmx:error", (event) => {
    const from = event.target instanceof Element ? event.target : document.body;
    const place = document.querySelector(from.getAttribute("hx-target") || "#main");
    if (!place) return;
    place.querySelector(":scope > .refusal")?.remove();
    const told = document.createElement("p");
    told.className = "refusal";
    told.setAttribute("role", "alert");
    told.textContent = "The server did not answer; please try again.";
    place.prepend(told);
  });
})();
