// What the elements of every page need.

import "./elements/theme-choice.js"
import "./notices.js"
import "./sent-once.js"
import "./typed-words.js"

// On a narrow window the sections of a project scroll: the one that is shown comes into sight.
document.querySelector(".app-bar nav [aria-current]")?.scrollIntoView({ block: "nearest", inline: "center" })
