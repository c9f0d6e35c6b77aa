// Runs before the first paint, as a plain script in the head: a theme chosen in this browser beats the account's.
// "system" takes the account's away again; without a choice the page stays as the server sent it.
try {
  const choice = localStorage.getItem("theme")
  if (choice === "light" || choice === "dark") document.documentElement.dataset.theme = choice
  else if (choice === "system") delete document.documentElement.dataset.theme
} catch {
  // Storage is switched off in this browser: the account's theme stands.
}
