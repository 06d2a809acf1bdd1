import{a,b,c,d}from"../page/XZ4IFQCJ.js";import"../page/first.js";export{a as CSV,c as PNG,b as SVG,d as download};
