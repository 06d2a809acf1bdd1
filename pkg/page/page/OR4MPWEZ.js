function n(o,c=28){let t=[...o],e=c-1;return t.length>c?`${t.slice(0,Math.floor(e/2)).join("")}…${t.slice(-Math.ceil(e/2)).join("")}`:o}export{n as a};
