import{y as t}from"./first.js";var{WORDS:r}=await(t.lang.startsWith("de")?import("../words/de/tables.js"):import("../words/en/tables.js"));export{r as a};
