import{a,b,c}from"./3HMZLTZY.js";import"./first.js";export{a as HOTKEYS,b as controlOf,c as listen};
