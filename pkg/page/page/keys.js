import{a,b,c}from"./AJMBP4AG.js";import"./first.js";export{a as HOTKEYS,b as controlOf,c as listen};
