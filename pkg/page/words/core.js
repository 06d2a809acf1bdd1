import{y as t}from"../page/first.js";async function i(n){let{default:o,words:r}=await import("../../rvpo_playground.js");return await o(),r(n,t.lang==="de"?"de":"en")}export{i as wordsOf};
