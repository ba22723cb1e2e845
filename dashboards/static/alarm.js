// The alarm: sounds while something critical is answered by nobody.
"use strict";

const bell = document.getElementById("bell");
let audio = null;

const isWanted = () => localStorage.getItem("bell") === "on";
const isHeard = () => isWanted() && audio?.state === "running";

function showBell() {
  if (!bell) return;
  bell.hidden = false;
  bell.textContent = isHeard() ? bell.dataset.on : bell.dataset.ask;
  bell.setAttribute("aria-pressed", String(isHeard()));
}

// A browser lets a page be heard only once somebody has touched it.
function wake(event) {
  if (!bell || !isWanted() || event?.target === bell) return;
  audio ??= new AudioContext();
  audio.resume().then(showBell);
}

async function toggleBell() {
  if (isHeard()) {
    localStorage.removeItem("bell");
    await audio.suspend();
  } else {
    localStorage.setItem("bell", "on");
    audio ??= new AudioContext();
    await audio.resume();
    ring();
  }
  showBell();
}

function beep(pitch, at) {
  const tone = audio.createOscillator(), loudness = audio.createGain();
  tone.frequency.value = pitch;
  loudness.gain.setValueAtTime(0.3, at);
  loudness.gain.exponentialRampToValueAtTime(0.001, at + 0.2);
  tone.connect(loudness).connect(audio.destination);
  tone.start(at);
  tone.stop(at + 0.2);
}

function ring() {
  if (!isHeard() || document.getElementById("alarm").hidden) return;
  beep(880, audio.currentTime);
  beep(660, audio.currentTime + 0.25);
}

bell?.addEventListener("click", toggleBell);
document.addEventListener("pointerdown", wake);
document.addEventListener("keydown", wake);

setInterval(ring, 2000);
showBell();
wake();
