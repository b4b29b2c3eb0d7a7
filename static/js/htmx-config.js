// htmx by the house's rules: no styles of its own, nothing evaluated, and which answers are shown in place.
Object.assign(window.htmx.config, {
  includeIndicatorStyles: false,
  allowEval: false,
  selfRequestsOnly: true,
  responseHandling: [
    { code: "204", swap: false },
    { code: "[23]..", swap: true },
    { code: "40[1349]|422", swap: true },
    { code: "[45]..", swap: false, error: true },
  ],
});
