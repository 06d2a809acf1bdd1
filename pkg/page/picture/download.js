import{a,b,c,d}from"../page/6NZZDWT5.js";import"../page/first.js";export{a as CSV,c as PNG,b as SVG,d as download};
