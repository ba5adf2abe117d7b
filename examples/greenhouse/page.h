/* SPDX-License-Identifier: MIT */
/** The page: one file without anything from elsewhere. It asks for the reading each second and draws the last two minutes. */
#ifndef PAGE_H
#define PAGE_H

/* clang-format off */
static const char page[] =
"<!doctype html><html lang=en><meta charset=utf-8><meta name=viewport content='width=device-width'>"
"<title>Greenhouse</title><style>"
"body{font:16px system-ui,sans-serif;max-width:40em;margin:2em auto;padding:0 1em;color:#123;background:#f6faf6}"
"h1{font-size:1.3em}b{font-size:2.6em;font-weight:600}svg{width:100%;height:12em;background:#fff;border:1px solid #cdc}"
"polyline{fill:none;stroke:#284;stroke-width:2}line{stroke:#c52;stroke-dasharray:4}"
"#fan{padding:.2em .6em;border-radius:1em;background:#ddd}#fan.on{background:#c52;color:#fff}input{width:5em;font:inherit}"
"</style><h1>Greenhouse</h1><p><b id=t>&ndash;</b> &deg;C &nbsp;<span id=fan>fan</span>"
"<p><svg viewBox='0 0 240 100' preserveAspectRatio=none><line id=l x1=0 x2=240 y1=50 y2=50 /><polyline id=p /></svg>"
"<p><label>Fan above <input id=s type=number min=-55 max=125 step=.1> &deg;C</label> <button id=b>Set</button> <i id=m></i>"
"<script>const $=i=>document.getElementById(i),h=[];let first=1;"
"const y=(v,lo,hi)=>95-90*(v-lo)/(hi-lo);"
"async function tick(){try{const r=await(await fetch('/api/temperature')).json();"
"$('t').textContent=r.valid?r.temperature.toFixed(1):'no reading';h.push(r.temperature);if(h.length>120)h.shift();"
"const lo=Math.min(r.threshold,...h)-1,hi=Math.max(r.threshold,...h)+1;"
"$('p').setAttribute('points',h.map((v,i)=>i*2+','+y(v,lo,hi)).join(' '));"
"for(const k of['y1','y2'])$('l').setAttribute(k,y(r.threshold,lo,hi));"
"$('fan').className=r.fan?'on':'';$('fan').textContent=r.fan?'fan on':'fan off';"
"if(first){$('s').value=r.threshold;first=0}$('m').textContent=''}catch(e){$('m').textContent='no connection'}}"
"$('b').onclick=async()=>{const r=await fetch('/api/threshold',{method:'PUT',body:$('s').value});"
"$('m').textContent=r.ok?'set':await r.text();tick()};setInterval(tick,1000);tick()</script>";
/* clang-format on */

#endif
