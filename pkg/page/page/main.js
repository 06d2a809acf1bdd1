import{G as a}from"./first.js";export{a as start};
