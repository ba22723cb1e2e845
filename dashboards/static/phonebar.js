// The telephone's bar on every page: shows how the window that rings stands, and presses its keys.
"use strict";

(() => {
  const line = new BroadcastChannel("phone");
  const GONE = 4500; // milliseconds without a sign of life until the window is taken to be closed
  const CATCH_UP = 2000; // milliseconds until what could not be shown is tried again
  const LOOK = { call: 30000, rest: 60000 }; // milliseconds between two looks without any news
  const PATIENCE = 5000; // milliseconds for the house to answer
  const SOON = 50; // milliseconds until what was drawn anew is wired
  const SETTLES = 500; // milliseconds: longer than the time between two beats
  const READ = 8000; // milliseconds for which a refusal stays to be read
  let window_ = "unknown", muted = false, signAt = Date.now(), refusedAt = 0;

  const bar = () => document.getElementById("phone");

  function show() {
    const here = bar();
    if (here === null) return;
    here.dataset.window = window_;
    here.toggleAttribute("data-muted", muted && window_ === "talking");
    here.querySelector("[data-phone=mute]")?.setAttribute("aria-pressed", String(muted));
    // The house may know of a call a moment before the window rings: until then nothing answers it.
    for (const key of here.querySelectorAll("[data-phone=accept], [data-phone=decline]")) {
      key.disabled = window_ !== "ringing";
    }
  }

  // A key is not taken away from under a finger, nor an open list or a refusal before it is read; and
  // the answer to a press finds the bar it was asked from.
  const inHand = (here) =>
    Date.now() - pressedAt < PATIENCE || here.matches(":active") ||
    here.querySelector("details.ask[open], input:focus, select:focus") !== null ||
    (here.querySelector(".problem") !== null && Date.now() - refusedAt < READ);

  // Asked while an answer is on its way, it asks once more when that is there: it may be old by then.
  // A bar that a press has put another in the place of hears no answer any more.
  let asking = null, askedAt = 0, lookedAt = Date.now(), askAgain = false, stale = false, pressedAt = 0;
  const isOnItsWay = () => asking !== null && asking.isConnected;
  const asks = (detail) => detail.requestConfig?.elt?.id === "phone";
  const presses = (detail) => detail.target?.id === "phone" && !asks(detail);

  // What the page counts on by itself, and what a press brings along that nobody has made yet, are no
  // news: a bar that is drawn anew for nothing moves under whoever aims at it.
  let drawn = "";
  const said = (html) => html.replace(/(<time[^>]*>)[^<]*/g, "$1").replace(/(name="(?:key|csrf_token)" value=")[^"]*/g, "$1");

  function refreshBar() {
    const here = bar();
    if (here === null) return;
    stale = inHand(here);
    lookedAt = Date.now();
    askAgain = isOnItsWay() && Date.now() - askedAt < PATIENCE;
    if (askAgain) return;
    if (stale) refreshShown(here);
    else {
      htmx.trigger(here, "news");
      if (!isOnItsWay()) soon(refreshBar); // drawn a moment ago, and not wired yet
    }
  }

  const soon = (act) => setTimeout(act, SOON);

  // What came after one beat and was gone before the next is told by neither, but a look in between has
  // drawn it. So whatever was drawn is looked at once more.
  let again = null;
  function lookAgain() {
    clearTimeout(again);
    again = setTimeout(refreshBar, SETTLES);
  }

  // Who listens, that a caller is held, and who can be chosen is seen even then.
  function refreshShown(here) {
    if (document.getElementById("phone-shown") === null) return;
    drawn = "";
    htmx.ajax("GET", `${here.getAttribute("hx-get")}?lists=1`, {
      target: "#phone-shown", select: "#phone-shown", swap: "outerHTML", headers: { "X-Live": "1" },
      selectOOB: [...here.querySelectorAll(".choices")].map((list) => `#${list.id}`).join(),
    });
  }

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

  // --- keys ---------------------------------------------------------------------------------

  document.addEventListener("click", (event) => {
    const key = event.target.closest?.("[data-phone]");
    if (!key) return;
    line.postMessage({ do: key.dataset.phone });
    if (key.dataset.opens) openTicket(key.dataset.opens);
  });

  // Whoever answers reads the ticket, unless they are in the middle of writing elsewhere.
  function openTicket(address) {
    const writes = [...document.querySelectorAll("main textarea")].some((text) => text.value !== "");
    if (!writes && document.getElementById("softphone") === null) location.assign(address);
  }

  // Also while somebody writes: a caller does not wait until a sentence is finished.
  document.addEventListener("keydown", (event) => {
    if (event.ctrlKey || event.metaKey || event.altKey || event.repeat) return;
    const key = bar()?.querySelector(`[data-keys="${event.key}"]`);
    if (!key || document.querySelector("dialog[open]")) return;
    event.preventDefault();
    key.click();
    key.closest("details[open]")?.querySelector("button.danger")?.focus();
  });

  document.addEventListener("keydown", (event) => {
    if (event.key !== "Escape") return;
    const open = bar()?.querySelector("details.ask[open]");
    open?.removeAttribute("open");
    open?.querySelector("summary").focus();
  });

  // One list at a time: two would lie over each other. What it shows is asked for as it opens.
  document.addEventListener("toggle", (event) => {
    if (!event.target.open || !event.target.matches("#phone details.ask")) return;
    if (event.target.querySelector(".choices") !== null) refreshBar();
    for (const other of bar().querySelectorAll("details.ask[open]")) {
      if (other !== event.target) other.open = false;
    }
  }, true);

  // In the instant after something is drawn anew its keys are not wired yet: a press waits for that.
  document.addEventListener("submit", (event) => {
    if (event.defaultPrevented || !event.target.matches("[hx-target='#phone']")) return;
    event.preventDefault();
    soon(() => { if (event.target.isConnected) event.target.requestSubmit(event.submitter); });
  });

  // --- news ---------------------------------------------------------------------------------

  document.addEventListener("stirs", refreshBar);
  // At once, lest a key answers a call in the instant before the window rings; settling undoes it.
  for (const done of ["htmx:afterSwap", "htmx:afterSettle"]) document.body.addEventListener(done, show);
  document.body.addEventListener("htmx:beforeRequest", ({ detail }) => {
    if (presses(detail)) pressedAt = Date.now();
    if (!asks(detail)) return;
    askedAt = Date.now();
    asking = detail.requestConfig.elt;
  });
  document.body.addEventListener("htmx:afterRequest", ({ detail }) => {
    if (presses(detail)) {
      pressedAt = 0;
      soon(refreshBar); // what happened while it was on its way it may not know
    }
    if (!asks(detail)) return;
    asking = null;
    if (!detail.successful) stale = true;
    if (askAgain) soon(refreshBar);
    askAgain = false;
  });
  document.body.addEventListener("htmx:beforeSwap", ({ detail }) => {
    if (detail.xhr.status === 422 && detail.target.id === "phone") refusedAt = Date.now();
    if (detail.target.id !== "phone") return;
    const news = said(detail.xhr.responseText);
    if (asks(detail) && inHand(bar())) { detail.shouldSwap = false; stale = true; } // taken in hand since it was asked
    else if (asks(detail) && news === drawn) detail.shouldSwap = false;
    else {
      drawn = news;
      lookAgain();
    }
  });
  setInterval(() => {
    line.postMessage({ asks: true }); // a browser slows the clock of a window nobody sees, not its answers
    if (window_ !== "none" && Date.now() - signAt > GONE) stands("none");
    const inACall = bar()?.hasAttribute("data-caller") || window_ === "ringing" || window_ === "talking";
    if (stale || askAgain || Date.now() - lookedAt > (inACall ? LOOK.call : LOOK.rest)) refreshBar();
  }, CATCH_UP);

  line.postMessage({ asks: true });
  show();
})();
