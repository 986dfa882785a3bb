//! The style of the drawing: that of the page in its light theme, written out. Colours go by the property `color`, which
//! every viewer knows; none knows the page's own names.

/// The style sheet.
pub const STYLE: &str = "
svg{font-family:system-ui,'Segoe UI',Roboto,'Helvetica Neue',sans-serif;font-size:11px;color:#4a5c80}
text{fill:#12203a}
.t0{color:#0a6cb0}.t1{color:#ad4e00}.t2{color:#0b5a45}.t3{color:#b0229a}.t4{color:#786800}.t5{color:#4426c0}.t6{color:#8f2318}
.paper{fill:#fff}
.title{font-size:18px;font-weight:700}
.note{fill:#4a5c80}
.head{font-size:13px;font-weight:700;text-anchor:middle}
.again{fill:#586a8f;font-size:10px;font-weight:600;text-anchor:middle}
.tick{stroke:#d7e0ee}
.time{fill:#4a5c80;font-family:ui-monospace,Menlo,Consolas,'DejaVu Sans Mono',monospace;font-size:10px;text-anchor:end}
.lane{stroke:#b9c7dd}
.cut{fill:#c0272f;fill-opacity:.07}
.clog{fill:#8f5600;fill-opacity:.08}
.cut-edge{stroke:#c0272f;stroke-width:3}
.clog-edge{stroke:#8f5600;stroke-width:3}
.cut-words{fill:#c0272f;font-weight:600;paint-order:stroke;stroke:#fff;stroke-width:3px}
.clog-words{fill:#8f5600;font-weight:600;paint-order:stroke;stroke:#fff;stroke-width:3px}
.band{fill:none;stroke:currentColor}
.follower{stroke-opacity:.55;stroke-width:4}
.learner{stroke-dasharray:1 4;stroke-width:4}
.pre-candidate{stroke-dasharray:2 4;stroke-width:8}
.candidate{stroke-dasharray:4 3;stroke-width:9}
.leader{stroke-width:11}
.paused{stroke:#586a8f;stroke-dasharray:7 5;stroke-width:3}
.down{stroke:#c0272f;stroke-dasharray:2 6;stroke-width:2}
.role{fill:currentColor;font-size:10px;font-weight:600;paint-order:stroke;stroke:#fff;stroke-width:3px}
.line{fill:none;stroke:currentColor;stroke-width:1.4}
.arrowhead{fill:currentColor}
.rest{fill:none;stroke:currentColor;stroke-dasharray:2 4;stroke-opacity:.7}
.cross{fill:none;stroke:#c0272f;stroke-width:2.2}
.heartbeat .line{stroke-opacity:.7;stroke-width:1}
.entries .line,.snapshot-chunk .line{stroke-width:2.4}
.ack .line,.snapshot-ack .line{stroke-dasharray:7 3;stroke-width:1.1}
.reject .line,.vote-refused .line,.pre-vote-refused .line{stroke-dasharray:3 3}
.pre-vote-request .line,.pre-vote .line{stroke-dasharray:2 3;stroke-width:1.8}
.vote-request .line,.vote .line,.successor-vote-request .line,.timeout-now .line{stroke-width:1.8}
.request{color:#087168}
.request .line{stroke-width:1.8}
.answer{color:#08734b}
.refusal{color:#8f5600}
.answer .line,.refusal .line{stroke-dasharray:9 3;stroke-width:1.8}
.copy .line{stroke-dasharray:1 3}
.label{fill:currentColor;font-size:9px;paint-order:stroke;stroke:#fff;stroke-width:3px;text-anchor:middle}
.reason{fill:#c0272f;font-size:9px;paint-order:stroke;stroke:#fff;stroke-width:3px}
.spot{fill:#fff;stroke:currentColor;stroke-width:1.6}
.spot.solid{fill:currentColor;stroke:#fff;stroke-width:1}
.crashed,.trouble,.truncated{color:#c0272f}
.crashed{fill:none;stroke-width:3}
.answered,.restarted,.resumed,.committed,.applied{color:#08734b}
.unanswered,.retried,.paused-mark,.timer{color:#8f5600}
.asked{color:#087168}
.now{stroke:#12203a}
.violation{stroke:#c0272f;stroke-width:2}
.violation-words{fill:#c0272f;font-weight:700;text-anchor:end}
";
