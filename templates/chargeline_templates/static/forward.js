// Sends the form of forward.html; without scripts its button does.
document.getElementById("forward").submit();
