// Reloads a page of the preview when the site changed, and shows in a strip that the last build had mistakes.
// Only the preview server adds it, to what it sends; no published page has it.
(() => {
  "use strict";
  const shown = document.currentScript.dataset.site;
  let stream = null;
  let strip = null;

  const say = (text) => {
    if (!text) {
      if (strip) strip.remove();
      strip = null;
      return;
    }
    if (!strip) {
      strip = document.createElement("div");
      strip.setAttribute("role", "status");
      Object.assign(strip.style, {
        position: "fixed", insetInline: "0", bottom: "0", zIndex: "2147483647", padding: "0.6em 1em",
        font: "14px/1.4 ui-monospace, monospace", whiteSpace: "pre-wrap", color: "#fff", background: "#8f1d1d",
      });
      document.body.append(strip);
    }
    strip.textContent = text;
  };

  const open = () => {
    if (stream || document.hidden) return;
    stream = new EventSource("/.folkmoot/events");
    stream.onmessage = (event) => {
      const state = JSON.parse(event.data);
      if (state.site !== shown) location.reload();
      else say(state.message);
    };
  };
  // A browser allows few connections to one host: a page nobody looks at gives its own back.
  const close = () => {
    if (stream) stream.close();
    stream = null;
  };

  document.addEventListener("visibilitychange", () => (document.hidden ? close() : open()));
  addEventListener("pagehide", close);
  addEventListener("pageshow", open);
  open();
})();
