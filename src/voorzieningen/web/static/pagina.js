// What a page needs beyond plain forms: answers without a full reload, back and reload that lose nothing, printing, wiping.
// The answers live in this tab only (session storage and the history of the tab); without this script every form works too.
"use strict";
(() => {
  const KEEP = "voorzieningen";
  const body = () => document.body;

  const entries = (form, submitter) => [...new FormData(form, submitter).entries()].filter(([, value]) => typeof value === "string");
  const encoded = (pairs) => new URLSearchParams(pairs);
  const store = (state) => { try { sessionStorage.setItem(KEEP, JSON.stringify(state)); } catch { /* full or forbidden: the page still works */ } };
  const stored = () => { try { return JSON.parse(sessionStorage.getItem(KEEP)); } catch { return null; } };

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

  async function ask(state, push) {
    const [words, mis] = [body().dataset.bezig, body().dataset.mis];
    say(words);
    try {
      const answer = await fetch(state.url, { method: "POST", body: encoded(state.pairs), redirect: "error" });
      const html = await answer.text();
      if (push) { history.pushState(state, "", state.url); } else { history.replaceState(state, "", state.url); }
      store(state);
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
    ask({ url: new URL(form.action).pathname, pairs: entries(form, event.submitter) }, true);
  }

  function ready() {
    for (const button of document.querySelectorAll("[data-print]")) { button.addEventListener("click", () => window.print()); }
    const carried = document.querySelector("input[name=huishouden]");
    if (carried && !history.state) {
      const state = { url: location.pathname === "/open" || location.pathname === "/begin" ? "/uitkomst" : location.pathname, pairs: entries(carried.form) };
      history.replaceState(state, "", state.url);
      store(state);
    }
  }

  document.addEventListener("submit", submit);
  window.addEventListener("popstate", (event) => {
    if (event.state) { ask(event.state, false); } else { location.reload(); }
  });
  if ("weg" in body().dataset) { sessionStorage.clear(); }
  const before = stored();
  if ("herstel" in body().dataset && before) { ask(before, false); } else { ready(); }
})();
