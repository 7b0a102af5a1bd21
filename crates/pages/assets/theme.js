// Before the first paint: the theme chosen in the DSFR's dialog, or the device's, so that a dark page never flashes white.
const root = document.documentElement;
let chosen = null;
try {
  chosen = localStorage.getItem("scheme");
} catch {
  // Storage refused by the browser: the device decides.
}
const dark = chosen === "dark" || (chosen !== "light" && matchMedia("(prefers-color-scheme: dark)").matches);
root.setAttribute("data-fr-theme", dark ? "dark" : "light");
