// What the page asks of the simulated network, and how it learns that something happened there.

const SILENCE = 4500; // milliseconds without a beat before the page says so
const PAUSE = 1000; // milliseconds before a stream that broke is tried again

export class Problem extends Error {
  constructor(status) {
    super(`the network answered ${status}`);
    this.status = status;
  }
}

export async function ask(path, body) {
  const sent = body === undefined ? {} : {
    method: "POST", headers: { "Content-Type": "application/json" }, body: JSON.stringify(body),
  };
  const answer = await fetch(path, sent).catch(() => { throw new Problem(0); });
  if (!answer.ok) throw new Problem(answer.status);
  return answer.json();
}

// Calls `news` with each beat and `state` with "live" or "lost"; a lost stream heals itself.
export function listen(news, state) {
  let source = null, last = Date.now(), nextTry = null;

  function open() {
    clearTimeout(nextTry);
    source?.close();
    source = new EventSource("/_sim/events");
    source.onmessage = (event) => {
      last = Date.now();
      state("live");
      news(JSON.parse(event.data));
    };
    source.onerror = () => {
      source.close();
      state("lost");
      nextTry = setTimeout(open, PAUSE);
    };
  }

  // A stream can die without breaking: then nothing is heard of it, not even an error.
  function watch() {
    const silent = Date.now() - last;
    if (silent < SILENCE) return;
    state("lost");
    // A fresh connection is given its time before it, too, is given up.
    if (silent > 2 * SILENCE) {
      last = Date.now() - SILENCE;
      open();
    }
  }

  open();
  setInterval(watch, 500);
}
