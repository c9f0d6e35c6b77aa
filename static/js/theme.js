// Runs before the first paint, as a plain script in the head: a theme chosen in this browser beats the account's,
// until the account's is changed. "system" takes the account's away; without a choice the page stays as it was sent.
try {
  const { dataset } = document.documentElement
  const [choice, over] = (localStorage.getItem("theme") ?? "").split(" over ")
  if (over === dataset.accountTheme) {
    if (choice === "system") delete dataset.theme
    else dataset.theme = choice
  }
} catch {
  // Storage is switched off in this browser: the account's theme stands.
}
