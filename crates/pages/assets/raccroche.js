// What the keyboard adds to pages that work without it. No framework, nothing evaluated, nothing needed by the server.

const OFF = "raccroche-sans-raccourcis";

/** Whether single-key shortcuts are on: a person may turn them off (speech input, trembling hands), as WCAG 2.1.4 wants. */
function shortcuts() {
  try {
    return localStorage.getItem(OFF) !== "oui";
  } catch {
    return true;
  }
}

function toggleShortcuts(button) {
  try {
    localStorage.setItem(OFF, shortcuts() ? "oui" : "non");
  } catch {
    // Storage refused by the browser: shortcuts stay as they are.
  }
  nameToggle(button);
}

function nameToggle(button) {
  button.textContent = shortcuts() ? "Désactiver les raccourcis clavier" : "Activer les raccourcis clavier";
  document.documentElement.dataset.raccourcis = shortcuts() ? "oui" : "non";
}

/** Somebody is writing: letters are letters. */
function writing(target) {
  if (!(target instanceof HTMLElement)) return false;
  if (target.isContentEditable || target instanceof HTMLTextAreaElement || target instanceof HTMLSelectElement) return true;
  return target instanceof HTMLInputElement && !["checkbox", "radio", "button", "submit"].includes(target.type);
}

function rows() {
  return [...document.querySelectorAll("[data-liste] tbody tr")];
}

/** Moves to the next or previous row of a list; its link gets the focus, so that Enter opens it. */
function move(step) {
  const all = rows();
  if (all.length === 0) return false;
  const here = all.findIndex((row) => row.contains(document.activeElement));
  const there = all[Math.min(Math.max(here + step, 0), all.length - 1)];
  there.querySelector("a")?.focus();
  there.scrollIntoView({ block: "nearest" });
  return true;
}

function choose() {
  const box = document.activeElement?.closest("tr")?.querySelector("input[type=checkbox]");
  box?.click();
  return Boolean(box);
}

document.addEventListener("keydown", (event) => {
  if (event.defaultPrevented || event.ctrlKey || event.metaKey || event.altKey) return;
  if (event.key === "Escape") {
    const open = event.target instanceof Element && event.target.closest("details[open]");
    if (open) {
      open.open = false;
      open.querySelector("summary")?.focus();
    }
    return;
  }
  if (writing(event.target) || !shortcuts() || document.querySelector("dialog[open]")) return;
  let done = false;
  if (event.key === "/") {
    const box = document.getElementById("q");
    box?.focus();
    box?.select();
    done = Boolean(box);
  } else if (event.key === "j") {
    done = move(1);
  } else if (event.key === "k") {
    done = move(-1);
  } else if (event.key === "x") {
    done = choose();
  } else {
    const pressed = document.querySelector(`[data-touche="${CSS.escape(event.key)}"]`);
    pressed?.click();
    done = Boolean(pressed);
  }
  if (done) event.preventDefault();
});

/** How many are chosen, told in the bar of actions. */
function count() {
  const bar = document.querySelector("[data-compte]");
  if (!bar) return;
  const chosen = document.querySelectorAll("[data-liste] tbody input[type=checkbox]:checked").length;
  if (chosen === 0) bar.textContent = "Avec les jeunes choisis\u00a0:";
  else bar.textContent = chosen === 1 ? "Avec le jeune choisi\u00a0:" : `Avec les ${chosen} jeunes choisis\u00a0:`;
  bar.closest("form")?.classList.toggle("rc-selection--active", chosen > 0);
}

document.addEventListener("change", count);

// One menu open at a time, and a click outside closes it.
document.addEventListener("click", (event) => {
  for (const menu of document.querySelectorAll(".rc-menu[open], .rc-qui[open]")) {
    if (!menu.contains(event.target)) menu.open = false;
  }
});

// A link to a form that is folded in a drawer opens it: « Planifier » leads to #entretien.
function unfold() {
  const id = decodeURIComponent(location.hash.slice(1));
  const drawer = id && document.getElementById(id)?.closest("details");
  if (!drawer) return;
  drawer.open = true;
  drawer.scrollIntoView({ block: "start" });
  drawer.querySelector("input:not([type=hidden]), select, textarea")?.focus();
}
addEventListener("hashchange", unfold);

for (const button of document.querySelectorAll(".rc-raccourcis")) {
  button.hidden = false;
  button.addEventListener("click", () => toggleShortcuts(button));
  nameToggle(button);
}
for (const button of document.querySelectorAll("[data-imprimer]")) {
  button.hidden = false;
  button.addEventListener("click", () => print());
}
// The sheet of a school comes back after each answer: the next line takes the focus, or the one that was refused.
document.addEventListener("htmx:after:swap", () => {
  if (!document.querySelector(".rc-verif")) return;
  const line = document.querySelector(".rc-verif[data-refusee]") ?? document.querySelector("#contenu > .rc-verif");
  const radio = line?.querySelector("input[type=radio]:checked") ?? line?.querySelector("input[type=radio]");
  radio?.focus();
  line?.scrollIntoView({ block: "nearest" });
});
// After an error, what was wrong is read first.
document.querySelector("[data-focus]")?.focus();
count();
unfold();
