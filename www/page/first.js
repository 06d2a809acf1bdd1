// What the first visit loads at once, and what every part that comes later may use of it: the build makes one file of all this.

import "./main.js";
