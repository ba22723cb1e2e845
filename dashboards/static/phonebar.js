// The telephone's bar on every page: shows how the window that rings stands, and presses its keys.
"use strict";

(() => {
  const line = new BroadcastChannel("phone");
  const GONE = 3500; // milliseconds without a sign of life until the window is taken to be closed
  let window_ = "none", muted = false, signAt = 0;

  const bar = () => document.getElementById("phone");

  function show() {
    const here = bar();
    if (here === null) return;
    here.dataset.window = window_;
    const key = here.querySelector("[data-phone=mute]");
    key?.setAttribute("aria-pressed", String(muted));
  }

  const refreshBar = () => { if (bar() !== null) htmx.trigger(bar(), "news"); };

  function stands(now) {
    if (now === window_) return;
    window_ = now;
    refreshBar();
  }

  line.onmessage = ({ data }) => {
    if (!data.is) return;
    signAt = Date.now();
    muted = data.muted;
    stands(data.is);
    show();
  };

  document.addEventListener("click", (event) => {
    const key = event.target.closest?.("[data-phone]");
    if (key) line.postMessage({ do: key.dataset.phone });
  });

  // The server knows a little later than the window that somebody has gone.
  document.body.addEventListener("htmx:afterSettle", show);
  setInterval(() => {
    if (window_ !== "none" && Date.now() - signAt > GONE) stands("none");
    if (bar()?.hasAttribute("data-rings") && !isBusy(bar())) refreshBar();
  }, 2000);

  line.postMessage({ asks: true });
  show();
})();
