// The charts of Tomik: heat map, points, bars, lines, map and flows; canvas renderer.
import * as core from 'echarts/core'
import { BarChart, HeatmapChart, LineChart, MapChart, SankeyChart, ScatterChart } from 'echarts/charts'
import {
  AriaComponent, DatasetComponent, DataZoomComponent, GeoComponent, GridComponent,
  LegendComponent, MarkLineComponent, TooltipComponent, VisualMapComponent,
} from 'echarts/components'
import { LabelLayout } from 'echarts/features'
import { CanvasRenderer } from 'echarts/renderers'

core.use([
  BarChart, HeatmapChart, LineChart, MapChart, SankeyChart, ScatterChart,
  AriaComponent, DatasetComponent, DataZoomComponent, GeoComponent, GridComponent,
  LegendComponent, MarkLineComponent, TooltipComponent, VisualMapComponent,
  LabelLayout, CanvasRenderer,
])
window.echarts = core
