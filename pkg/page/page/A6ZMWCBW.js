import{y as t}from"./first.js";var{WORDS:r}=await(t.lang.startsWith("de")?import("../words/de/dialogs.js"):import("../words/en/dialogs.js"));export{r as a};
