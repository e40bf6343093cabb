#include "reports/html/page.h"

namespace tagproof::reports {

// System fonts, two themes, no colour without a word or a symbol beside it. Text colours have at
// least 4.5:1 on their ground in both themes.
std::string_view style() {
  return R"css(
:root{--ground:#f6f7f9;--paper:#fff;--ink:#1b2430;--quiet:#556070;--line:#dde2e8;--soft:#eef1f5;--link:#0b5cad;
--good:#17693a;--good-soft:#e4f4ea;--bad:#b3261e;--bad-soft:#fdeceb;--warn:#7d5200;--warn-soft:#fff3d9}
@media(prefers-color-scheme:dark){:root{--ground:#12161c;--paper:#1a2029;--ink:#e6eaf0;--quiet:#a3afbd;--line:#313a46;--soft:#232b36;--link:#7db8f5;
--good:#7fd6a0;--good-soft:#173524;--bad:#ff9b92;--bad-soft:#43201e;--warn:#f2c26b;--warn-soft:#3a2d12}}
*{box-sizing:border-box}
html{scroll-behavior:smooth;-webkit-text-size-adjust:100%}
body{margin:0;overflow-wrap:break-word;background:var(--ground);color:var(--ink);font:16px/1.55 system-ui,-apple-system,"Segoe UI",Roboto,"Helvetica Neue",sans-serif}
main,.top,footer{max-width:70rem;margin:0 auto;padding:0 1.25rem}
h1,h2,h3,h4,p,dl,ul,ol{margin:0}
h2{font-size:1.35rem;line-height:1.3;margin:2.75rem 0 .85rem}
h3,.list p,.note{overflow-wrap:anywhere}
h3{font-size:1.1rem;line-height:1.4;font-weight:600}
h4{font-size:1rem;margin:1.75rem 0 .5rem}
a{color:var(--link)}
a:focus-visible,summary:focus-visible,[tabindex]:focus-visible,button:focus-visible{outline:3px solid var(--link);outline-offset:2px;border-radius:4px}
code,pre{font:.86em/1.5 ui-monospace,"SF Mono","Cascadia Mono",Menlo,Consolas,"DejaVu Sans Mono",monospace}
code{overflow-wrap:anywhere}
.skip{position:absolute;left:-99rem}
.skip:focus{left:1rem;top:.5rem;background:var(--paper);padding:.5rem 1rem;z-index:2}
.top{display:flex;flex-wrap:wrap;gap:.25rem 1.25rem;padding-top:1.25rem;color:var(--quiet);font-size:.9rem}
.top strong{color:var(--ink)}
footer{padding-top:2.5rem;padding-bottom:2.5rem;color:var(--quiet);font-size:.9rem}
.quiet{color:var(--quiet);font-size:.92rem}
.verdict{background:var(--paper);border:1px solid var(--line);border-left:8px solid;border-radius:12px;padding:1.6rem 1.75rem;margin-top:1rem}
.verdict.good{border-left-color:var(--good)}.verdict.bad{border-left-color:var(--bad)}
h1{display:flex;gap:.75rem;align-items:baseline;font-size:clamp(1.55rem,4.6vw,2.4rem);line-height:1.2;letter-spacing:-.015em;font-weight:700}
.good .mark{color:var(--good)}.bad .mark{color:var(--bad)}
.figures{display:flex;flex-wrap:wrap;gap:1rem 2.5rem;margin:1.4rem 0 1.1rem}
.figures dt{color:var(--quiet);font-size:.85rem}
.figures dd{margin:0;font-size:1.15rem;font-weight:600}
.note{margin-top:1rem;padding:.7rem .95rem;background:var(--soft);border-radius:8px;font-size:.95rem}
.note.alarm{background:var(--bad-soft);color:var(--bad)}
nav ul{display:flex;flex-wrap:wrap;gap:.4rem 1.4rem;list-style:none;padding:0;margin-top:1.1rem;font-size:.95rem}
.card{background:var(--paper);border:1px solid var(--line);border-radius:12px;padding:1.25rem 1.4rem;margin-bottom:1rem}
.card header{display:flex;flex-wrap:wrap;gap:.4rem .9rem;align-items:center;margin-bottom:.55rem}
.place{color:var(--quiet)}
.stake{font-weight:600;color:var(--bad)}
.badge{display:inline-block;padding:.05rem .55rem;border-radius:99px;font-size:.82rem;font-weight:600;white-space:nowrap;background:var(--soft);color:var(--quiet)}
.badge.good{background:var(--good-soft);color:var(--good)}.badge.bad{background:var(--bad-soft);color:var(--bad)}.badge.warn{background:var(--warn-soft);color:var(--warn)}
.chip{display:inline-block;padding:0 .45rem;border:1px solid var(--line);border-radius:6px;font-size:.82rem;color:var(--quiet)}
.versus{display:grid;grid-template-columns:1fr 1fr;gap:.75rem;margin:.9rem 0}
.versus>div{background:var(--soft);border-radius:8px;padding:.6rem .85rem;overflow-wrap:anywhere}
.versus>div+div{background:var(--bad-soft)}
.label{font-size:.82rem;color:var(--quiet)}
.versus>div+div .label{color:var(--bad)}
.facts,.words{display:grid;grid-template-columns:minmax(8rem,auto) 1fr;gap:.35rem 1.25rem;margin:.6rem 0}
.facts dt,.words dt{color:var(--quiet)}
.facts dd,.words dd{margin:0;overflow-wrap:anywhere}
summary{cursor:pointer;padding:.2rem 0}
.card details{margin-top:.6rem}
.scroll{overflow-x:auto;margin:.5rem 0;border:1px solid var(--line);border-radius:10px;background:var(--paper)}
table{border-collapse:collapse;width:100%;font-size:.92rem}
caption{text-align:left;padding:.6rem .8rem;color:var(--quiet);font-size:.88rem}
th,td{text-align:left;vertical-align:top;padding:.5rem .8rem;border-top:1px solid var(--line)}
thead th{font-size:.82rem;color:var(--quiet);font-weight:600;white-space:nowrap}
tbody th{font-weight:500}
.num{text-align:right;font-variant-numeric:tabular-nums;white-space:nowrap}
.zero{color:var(--quiet)}
.sub{display:block;color:var(--quiet);font-size:.85rem;font-weight:400}
.matrix thead th{white-space:normal}
.matrix td{white-space:nowrap;border-left:1px solid var(--line)}
.matrix tbody th{min-width:13rem}
.cell.good>span:first-child{color:var(--good)}
.cell.warn{background:var(--warn-soft)}.cell.warn>span{color:var(--warn)}
.cell.bad{background:var(--bad-soft)}.cell.bad>span{color:var(--bad)}
.cell.none{color:var(--quiet)}
.proof{width:auto;font-size:.86rem}.proof th,.proof td{padding:.2rem .3rem}.proof td{text-align:center;min-width:1.5rem;border-left:1px solid var(--line)}
.proof thead th{vertical-align:bottom;font-weight:500;border-left:1px solid var(--line)}.proof thead th span{writing-mode:vertical-rl;transform:rotate(180deg);white-space:nowrap;max-height:17rem}
.proof tbody th{position:sticky;left:0;background:var(--paper);white-space:nowrap;padding-right:.8rem}
.proof .good{background:var(--good-soft);color:var(--good)}.proof .bad{background:var(--bad-soft);color:var(--bad);font-weight:700}.proof .warn{color:var(--warn)}.proof .none{color:var(--line)}
.wrong{color:var(--bad);font-weight:600}.ok{color:var(--good)}
.fields td{overflow-wrap:anywhere;min-width:8rem}.fields th{white-space:nowrap}
.ledger thead th{white-space:normal;vertical-align:bottom}.ledger th,.ledger td{padding:.5rem .55rem}
thead .num{text-align:right}
.list{list-style:none;padding:0}
.list>li{padding:.7rem 0;border-top:1px solid var(--line)}.list>li:first-child{border-top:0}
.journey,.plain{background:var(--paper);border:1px solid var(--line);border-radius:12px;margin-bottom:.7rem}
.plain{padding:.6rem 1.2rem;margin-top:1rem}
.journey>summary{display:flex;flex-wrap:wrap;gap:.3rem .8rem;align-items:center;padding:.85rem 1.2rem;list-style:none}
.journey>summary::-webkit-details-marker{display:none}
.journey>summary::after{content:"+";margin-left:auto;font-size:1.3rem;line-height:1;color:var(--quiet)}
.journey[open]>summary::after{content:"–"}
.journey>summary h3{font-size:1.02rem}
.body{padding:.2rem 1.2rem 1.3rem}
.timeline{list-style:none;padding:0 0 0 1.1rem;border-left:2px solid var(--line)}
.timeline>li{position:relative;padding:.35rem 0}
.timeline>li::before{content:"";position:absolute;left:-1.52rem;top:.85rem;width:.72rem;height:.72rem;border-radius:50%;background:var(--paper);border:2px solid var(--quiet)}
.when{display:inline-block;min-width:4.2rem;color:var(--quiet);font-size:.86rem;font-variant-numeric:tabular-nums}
.what{font-weight:500}
.hits{list-style:none;padding:0;margin:.3rem 0}
.hit{border:1px solid var(--line);border-radius:8px;margin:.35rem 0;padding:.25rem .8rem;background:var(--ground)}
.hit:target,.journey:target{outline:3px solid var(--link)}
pre{margin:.5rem 0;padding:.75rem .9rem;background:var(--soft);border-radius:8px;white-space:pre-wrap;overflow-wrap:anywhere;max-height:26rem;overflow:auto}
.tools{display:flex;gap:.6rem;margin:.2rem 0 .9rem}
button{font:inherit;font-size:.9rem;color:var(--ink);background:var(--paper);border:1px solid var(--line);border-radius:8px;padding:.3rem .8rem;cursor:pointer}
@media(max-width:40rem){main,.top,footer{padding:0 .85rem}.top{padding-top:.85rem}.verdict{padding:1.2rem 1.1rem}.card{padding:1rem}
.versus,.facts,.words{grid-template-columns:1fr}.facts dd,.words dd{margin-bottom:.45rem}.figures{gap:.8rem 1.8rem}.body{padding:.1rem .85rem 1rem}
.journey>summary{padding:.75rem .85rem}.matrix tbody th{min-width:7.2rem}.matrix tbody th .sub{display:none}.matrix .cell .sub{white-space:normal;max-width:5.4rem}th,td{padding:.45rem .5rem}.hit{padding:.2rem .45rem}.timeline{padding-left:.75rem}.timeline>li::before{left:-1.17rem}.fields td{min-width:6.2rem}.fields th{white-space:normal}footer{padding-top:2rem;padding-bottom:2rem}}
@media(prefers-reduced-motion:reduce){html{scroll-behavior:auto}}
@media print{.versus>div{border:1px solid #bbb}:root{--ground:#fff;--paper:#fff;--ink:#000;--quiet:#444;--soft:#f4f4f4;--line:#bbb;--link:#000;--good:#17693a;--bad:#b3261e;--warn:#7d5200;--good-soft:#fff;--bad-soft:#fff;--warn-soft:#fff}
body{font-size:10.5pt}nav,.tools,.payload,.skip{display:none}.card,tr,.timeline>li{break-inside:avoid}h2,h3,h4{break-after:avoid}.scroll{overflow:visible}
details.journey::details-content{content-visibility:visible;display:block;height:auto}}
)css";
}

// Works without it: the script opens what a link points at, adds two buttons, and opens the
// journeys for printing.
std::string_view script() {
  return R"js(
(function(){
var all=document.querySelectorAll('details.journey');
function reveal(){var e=location.hash.length>1&&document.getElementById(location.hash.slice(1));
for(var n=e;n;n=n.parentElement)if(n.tagName==='DETAILS')n.open=true;if(e)e.scrollIntoView();}
addEventListener('hashchange',reveal);reveal();
var opened=[];
addEventListener('beforeprint',function(){opened=[];all.forEach(function(d){if(!d.open){d.open=true;opened.push(d);}});});
addEventListener('afterprint',function(){opened.forEach(function(d){d.open=false;});});
if(!all.length)return;
var box=document.createElement('div');box.className='tools';
[['Open all',true],['Close all',false]].forEach(function(p){var b=document.createElement('button');b.type='button';b.textContent=p[0];
b.addEventListener('click',function(){all.forEach(function(d){d.open=p[1];});});box.appendChild(b);});
all[0].parentNode.insertBefore(box,all[0]);
})();
)js";
}

}  // namespace tagproof::reports
