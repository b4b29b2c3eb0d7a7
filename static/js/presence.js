// 正在查看: an open and visible page says so each 20 seconds; the first thing that is typed claims the case.
{
  const begun = document.getElementById("begun");
  const look = () => document.getElementById("presence") && htmx.trigger("#presence", "look");

  setInterval(() => {
    if (!document.hidden) look();
  }, 20000);
  document.addEventListener("visibilitychange", () => {
    if (!document.hidden) look();
  });
  document.addEventListener("input", (event) => {
    if (!begun || begun.value || event.target.form?.id !== "decide") return;
    begun.value = "1";
    look();
  });
}
