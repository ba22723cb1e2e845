// The window that rings: the carrier's library, or what stands in for it, and nothing of the page
// beyond saying how it stands. The bar of every page speaks with it over a channel.
"use strict";

(() => {
  const shown = document.getElementById("softphone");
  const words = document.getElementById("heard");
  const channel = new BroadcastChannel("phone");
  const ALIVE = 1000; // milliseconds between two signs of life
  const AGAIN = 5000; // milliseconds until a broken telephone is tried again
  const PATIENCE = 10000; // milliseconds for the house to hand out a token
  const ALONE = 20000; // milliseconds for the library to reach the carrier by itself

  let device = null, call = null, how = "connecting";

  function stands(now) {
    how = now;
    shown.textContent = shown.dataset[now];
    shown.toggleAttribute("data-talks", call !== null);
    tell();
  }

  const tell = () => channel.postMessage({ is: how, muted: call?.isMuted() ?? false });

  async function token() {
    const headers = { "X-CSRF-Token": shown.dataset.csrf };
    const signal = AbortSignal.timeout(PATIENCE);
    const answer = await fetch(shown.dataset.token, { method: "POST", headers, signal });
    if (!answer.ok) throw new Error(`no token: ${answer.status}`);
    return (await answer.json()).token;
  }

  async function connect() {
    let mine = null;
    try {
      mine = device = new Twilio.Device(await token());
      mine.on("incoming", rings);
      mine.on("registered", rests);
      mine.on("unregistered", () => { rests(); giveTime(mine); }); // the library alone knows that it is cut off
      mine.on("tokenWillExpire", () => renew(mine));
      mine.on("error", () => fails(mine));
      giveTime(mine);
      await mine.register();
    } catch {
      fails(mine);
    }
  }

  async function renew(one) {
    try {
      one.updateToken(await token());
    } catch {
      // Then it runs out, which is an error of its own.
    }
  }

  const isReached = () => device?.state === Twilio.Device.State.Registered;

  function rests() {
    if (call === null) stands(isReached() ? "registered" : "broken");
  }

  // It tries again by itself, and may give up without a word.
  function giveTime(one) {
    setTimeout(() => { if (one === device && !isReached()) fails(one); }, ALONE);
  }

  // The library says so by an event, by a promise, or by both: it is begun anew once.
  function fails(one) {
    if (one !== device || call !== null) return; // a call that goes on is worth more than the next one
    device = null;
    stands("broken");
    one?.destroy();
    setTimeout(connect, AGAIN);
  }

  const isOver = (one) => one.status() === Twilio.Call.State.Closed;

  // One call at a time: whoever rings meanwhile rings on for others.
  function rings(incoming) {
    if (call !== null && !isOver(call)) { incoming.ignore(); return; }
    call = incoming;
    call.on("accept", () => stands("talking"));
    call.on("mute", tell);
    for (const end of ["disconnect", "cancel", "reject"]) call.on(end, () => over(incoming));
    call.on("error", () => { if (isOver(incoming)) over(incoming); }); // most errors a call outlives
    call.on("heard", hear); // on the simulated network alone
    stands("ringing");
  }

  function over(ended) {
    if (call !== ended) return;
    call = null;
    words.replaceChildren();
    if (isReached()) rests();
    else fails(device); // while they talked
  }

  function hear({ text }) {
    const line = document.createElement("li");
    line.textContent = text;
    words.append(line);
  }

  const DEEDS = {
    accept: () => call.accept(),
    decline: () => call.reject(),
    mute: () => call.mute(!call.isMuted()),
    hangup: () => call.disconnect(),
  };

  channel.onmessage = ({ data }) => {
    if (data.asks) tell();
    if (call !== null && data.do in DEEDS) DEEDS[data.do]();
  };

  window.addEventListener("beforeunload", (event) => { if (call !== null) event.preventDefault(); });
  setInterval(tell, ALIVE);
  connect();
})();
