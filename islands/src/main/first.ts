// Runs before the first paint: sets light or dark for those who follow their system. Linked without defer.
const page = document.documentElement;
const dark = matchMedia("(prefers-color-scheme: dark)");

function apply(): void {
  const choice = page.dataset.theme || "system";
  const isDark = choice === "dark" || (choice === "system" && dark.matches);
  page.setAttribute("data-bs-theme", isDark ? "dark" : "light");
}

apply();
dark.addEventListener("change", apply);
document.addEventListener("xietong:theme", apply);
