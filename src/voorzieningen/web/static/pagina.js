// What a page needs beyond plain forms: answers without a full reload, back and reload that lose nothing, printing, wiping.
// The answers live in the session storage of this tab only: a step of its history holds just the number of what was sent, so
// wiping the storage wipes every step. Without this script every form works too.
"use strict";
(() => {
  const KEEP = "voorzieningen";
  let here = history.state; // the step of the history that is shown
  const body = () => document.body;

  const entries = (form, submitter) => [...new FormData(form, submitter).entries()].filter(([, value]) => typeof value === "string");
  const encoded = (pairs) => new URLSearchParams(pairs);
  const numbers = () => Object.keys(sessionStorage).filter((key) => key.startsWith(`${KEEP}-`)).map((key) => Number(key.slice(KEEP.length + 1)));

  function store(state, number) {
    try {
      sessionStorage.setItem(`${KEEP}-${number}`, JSON.stringify(state));
      sessionStorage.setItem(KEEP, number);
    } catch { // full or forbidden: the page still works; when full, what was longest ago makes room
      try {
        const oldest = Math.min(...numbers());
        if (Number.isFinite(oldest) && oldest !== number) { sessionStorage.removeItem(`${KEEP}-${oldest}`); store(state, number); }
      } catch { /* forbidden */ }
    }
  }

  function stored(number) {
    try { return JSON.parse(sessionStorage.getItem(`${KEEP}-${number ?? sessionStorage.getItem(KEEP)}`)); } catch { return null; }
  }

  function say(text) { document.getElementById("bericht").textContent = text; }

  function show(html, focus) {
    const found = new DOMParser().parseFromString(html, "text/html");
    document.title = found.title;
    document.documentElement.lang = found.documentElement.lang;
    body().replaceWith(found.body);
    ready();
    const first = document.getElementById("fouten") || document.getElementById("gevolg") || document.getElementById("kop") || document.getElementById("inhoud");
    if (focus && first) { first.focus({ preventScroll: true }); first.scrollIntoView({ block: "start" }); }
    if (focus && first && first.id !== "gevolg" && first.id !== "fouten") { window.scrollTo(0, 0); }
  }

  async function ask(state, number, push) {
    const [words, mis] = [body().dataset.bezig, body().dataset.mis];
    say(words);
    try {
      const answer = await fetch(state.url, { method: "POST", body: encoded(state.pairs), redirect: "error" });
      if (answer.status >= 500) { throw new Error(); }
      const html = await answer.text();
      if (push) { history.pushState(number, "", state.url); } else { history.replaceState(number, "", state.url); }
      store(state, here = number);
      show(html, true);
    } catch {
      say(mis);
    }
  }

  function submit(event) {
    const form = event.target;
    if (form.method !== "post" || "gewoon" in form.dataset || form.enctype === "multipart/form-data") { return; }
    if ("wis" in form.dataset) { sessionStorage.clear(); return; }
    event.preventDefault();
    ask({ url: new URL(form.action).pathname, pairs: entries(form, event.submitter) }, Date.now(), true);
  }

  function ready() {
    for (const button of document.querySelectorAll("[data-print]")) { button.addEventListener("click", () => window.print()); }
    const carried = document.querySelector("input[name=huishouden]");
    if (carried && !history.state) {
      const state = { url: location.pathname === "/open" || location.pathname === "/begin" ? "/uitkomst" : location.pathname, pairs: entries(carried.form) };
      const number = Date.now();
      history.replaceState(number, "", state.url);
      store(state, here = number);
    }
  }

  document.addEventListener("submit", submit);
  window.addEventListener("popstate", (event) => {
    if (event.state === here) { return; }
    if (!event.state && location.hash) { history.replaceState(here, "", location.href); return; } // a link inside this page
    const state = stored(event.state);
    if (event.state && state) { ask(state, event.state, false); } else { location.reload(); }
  });
  window.addEventListener("pageshow", (event) => { if (event.persisted && !stored()) { location.reload(); } });
  if ("weg" in body().dataset) { sessionStorage.clear(); }
  const number = history.state ?? undefined;
  const before = stored(number);
  if ("herstel" in body().dataset && before) { ask(before, number ?? Date.now(), false); } else { ready(); }
  document.getElementById("fouten")?.focus();
})();
