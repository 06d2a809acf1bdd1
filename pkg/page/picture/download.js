import{a,b,c,d}from"../page/32TPDL4Z.js";import"../page/first.js";export{a as CSV,c as PNG,b as SVG,d as download};
