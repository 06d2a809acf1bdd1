import{a,b,c}from"./BFMYUNPT.js";import"./first.js";export{a as HOTKEYS,b as controlOf,c as listen};
