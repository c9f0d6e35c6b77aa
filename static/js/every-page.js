// What the elements of every page need.

import "./elements/theme-choice.js"
import "./notices.js"
import "./sent-once.js"
