import{a,b,c}from"./GQ2ST4HB.js";import"./first.js";export{a as HOTKEYS,b as controlOf,c as listen};
