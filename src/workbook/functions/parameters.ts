/**
 * What Graph calls the functions of Excel, in parentheses their parameters in order: `?` may be left out, `*` is a list of
 * one or more. Functions with the same parameters share an entry. Source: the actions of `workbookFunctions` in the v1.0
 * metadata (graph.microsoft.com/v1.0/$metadata); it does not tell which may be left out, `Excel.Functions` does, to which
 * learn.microsoft.com/graph/excel-use-functions refers.
 */
const table = `
abs acos acosh acot acoth asin asinh atan atanh bahtText bin2Dec char cos cosh cot coth csc csch even exp fact
  factDouble hex2Dec int isEven isOdd ln log10 oct2Dec odd sec sech sign sin sinh sqrt sqrtPi tan tanh
  unichar(number)
accrInt(issue firstInterest settlement rate par frequency basis? calcMethod?)
accrIntM(issue settlement rate par basis?)
amorDegrc amorLinc(cost datePurchased firstPeriod salvage period rate basis?)
and aveDev average averageA concatenate count countA countIfs devSq gcd geoMean harMean imProduct imSum kurt lcm max
  maxA median min minA multiNomial or product skew skew_p stDev_P stDev_S stDevA stDevPA sum sumSq var_P var_S varA
  varPA xor(values*)
arabic asc clean code dbcs len lenb lower proper trim unicode upper value(text)
areas isFormula(reference)
atan2(xNum yNum)
averageIf(range criteria averageRange?)
averageIfs(averageRange values*)
base(number radix minLength?)
besselI besselJ besselK besselY(x n)
beta_Dist(x alpha beta cumulative A? B?)
beta_Inv(probability alpha beta A? B?)
bin2Hex bin2Oct dec2Bin dec2Hex dec2Oct hex2Bin hex2Oct oct2Bin oct2Hex(number places?)
binom_Dist(numberS trials probabilityS cumulative)
binom_Dist_Range(trials probabilityS numberS numberS2?)
binom_Inv(trials probabilityS alpha)
bitand bitor bitxor(number1 number2)
bitlshift bitrshift(number shiftAmount)
ceiling_Math floor_Math(number significance? mode?)
ceiling_Precise floor_Precise iso_Ceiling(number significance?)
chiSq_Dist t_Dist(x degFreedom cumulative)
chiSq_Dist_RT t_Dist_2T t_Dist_RT(x degFreedom)
chiSq_Inv chiSq_Inv_RT t_Inv t_Inv_2T(probability degFreedom)
choose(indexNum values*)
columns rows(array)
combin combina permut permutationa(number numberChosen)
complex(realNum iNum suffix?)
confidence_Norm confidence_T(alpha standardDev size)
convert(number fromUnit toUnit)
countBlank(range)
countIf(range criteria)
coupDayBs coupDays coupDaysNc coupNcd coupNum coupPcd(settlement maturity frequency basis?)
cumIPmt cumPrinc(rate nper pv startPeriod endPeriod type)
date(year month day)
datevalue(dateText)
daverage dcount dcountA dget dmax dmin dproduct dstDev dstDevP dsum dvar dvarP(database field criteria)
day hour minute month second year(serialNumber)
days(endDate startDate)
days360(startDate endDate method?)
db(cost salvage life period month?)
ddb(cost salvage life period factor?)
decimal(number radix)
degrees radians(angle)
delta(number1 number2?)
disc yieldDisc(settlement maturity pr redemption basis?)
dollar usdollar(number decimals?)
dollarDe(fractionalDollar fraction)
dollarFr(decimalDollar fraction)
duration mduration(settlement maturity coupon yld frequency basis?)
ecma_Ceiling(number significance)
edate eoMonth(startDate months)
effect(nominalRate npery)
erf(lowerLimit upperLimit?)
erf_Precise erfC_Precise(X)
erfC fisher gamma gammaLn gammaLn_Precise gauss phi(x)
error_Type(errorVal)
exact(text1 text2)
expon_Dist(x lambda cumulative)
f_Dist(x degFreedom1 degFreedom2 cumulative)
f_Dist_RT(x degFreedom1 degFreedom2)
f_Inv f_Inv_RT(probability degFreedom1 degFreedom2)
false na now pi rand today true()
find findB(findText withinText startNum?)
fisherInv(y)
fixed(number decimals? noCommas?)
fv(rate nper pmt pv? type?)
fvschedule(principal schedule)
gamma_Dist weibull_Dist(x alpha beta cumulative)
gamma_Inv(probability alpha beta)
geStep(number step?)
hlookup(lookupValue tableArray rowIndexNum rangeLookup?)
hyperlink(linkLocation friendlyName?)
hypGeom_Dist(sampleS numberSample populationS numberPop cumulative)
if(logicalTest valueIfTrue? valueIfFalse?)
imAbs imaginary imArgument imConjugate imCos imCosh imCot imCsc imCsch imExp imLn imLog10 imLog2 imReal imSec imSech
  imSin imSinh imSqrt imTan(inumber)
imDiv imSub(inumber1 inumber2)
imPower(inumber number)
intRate(settlement maturity investment redemption basis?)
ipmt ppmt(rate per nper pv fv? type?)
irr(values guess?)
isErr isError isLogical isNA isNonText isNumber isref isText n t type(value)
isoWeekNum(date)
ispmt(rate per nper pv)
large percentile_Exc percentile_Inc small(array k)
left right(text numChars?)
leftb rightb(text numBytes?)
log(number base?)
logNorm_Dist norm_Dist(x mean standardDev cumulative)
logNorm_Inv norm_Inv(probability mean standardDev)
lookup(lookupValue lookupVector resultVector?)
match(lookupValue lookupArray matchType?)
mid(text startNum numChars)
midb(text startNum numBytes)
mirr(values financeRate reinvestRate)
mod(number divisor)
mround(number multiple)
negBinom_Dist(numberF numberS probabilityS cumulative)
networkDays(startDate endDate holidays?)
networkDays_Intl(startDate endDate weekend? holidays?)
nominal(effectRate npery)
norm_S_Dist(z cumulative)
norm_S_Inv(probability)
not(logical)
nper(rate pmt pv fv? type?)
npv(rate values*)
numberValue(text decimalSeparator? groupSeparator?)
oddFPrice(settlement maturity issue firstCoupon rate yld redemption frequency basis?)
oddFYield(settlement maturity issue firstCoupon rate pr redemption frequency basis?)
oddLPrice(settlement maturity lastInterest rate yld redemption frequency basis?)
oddLYield(settlement maturity lastInterest rate pr redemption frequency basis?)
pduration(rate pv fv)
percentRank_Exc percentRank_Inc(array x significance?)
pmt(rate nper pv fv? type?)
poisson_Dist(x mean cumulative)
power(number power)
price(settlement maturity rate yld redemption frequency basis?)
priceDisc(settlement maturity discount redemption basis?)
priceMat(settlement maturity issue rate yld basis?)
pv(rate nper pmt fv? type?)
quartile_Exc quartile_Inc(array quart)
quotient(numerator denominator)
randBetween(bottom top)
rank_Avg rank_Eq(number ref order?)
rate(nper pmt pv fv? type? guess?)
received(settlement maturity investment discount basis?)
replace(oldText startNum numChars newText)
replaceB(oldText startNum numBytes newText)
rept(text numberTimes)
roman(number form?)
round roundDown roundUp(number numDigits)
rri(nper pv fv)
seriesSum(x n m coefficients)
sheet(value?)
sheets(reference?)
sln(cost salvage life)
standardize(x mean standardDev)
substitute(text oldText newText instanceNum?)
subtotal(functionNum values*)
sumIf(range criteria sumRange?)
sumIfs(sumRange values*)
syd(cost salvage life per)
tbillEq tbillPrice(settlement maturity discount)
tbillYield(settlement maturity pr)
text(value formatText)
time(hour minute second)
timevalue(timeText)
trimMean(array percent)
trunc(number numDigits?)
vdb(cost salvage life startPeriod endPeriod factor? noSwitch?)
vlookup(lookupValue tableArray colIndexNum rangeLookup?)
weekday weekNum(serialNumber returnType?)
workDay(startDate days holidays?)
workDay_Intl(startDate days weekend? holidays?)
xirr(values dates guess?)
xnpv(rate values dates)
yearFrac(startDate endDate basis?)
yield(settlement maturity rate pr redemption frequency basis?)
yieldMat(settlement maturity issue rate pr basis?)
z_Test(array x sigma?)
`;

export interface Parameter {
  readonly name: string;
  readonly kind: 'required' | 'optional' | 'list';
}

export interface FunctionParameters {
  /** What Graph calls the function. */
  readonly name: string;
  readonly parameters: readonly Parameter[];
}

let functions: ReadonlyMap<string, FunctionParameters> | undefined;

/** A function by the name that Excel has for it, in any case: `NORM.S.DIST`. */
export function parametersOf(name: string): FunctionParameters | undefined {
  functions ??= readTable();
  return functions.get(keyOf(name));
}

function readTable(): ReadonlyMap<string, FunctionParameters> {
  const entries = [...table.matchAll(/([^()]+)\(([^)]*)\)/gu)];
  return new Map(
    entries.flatMap(([, names = '', text = '']) => {
      const parameters = wordsOf(text).map(readParameter);
      return wordsOf(names).map((name): [string, FunctionParameters] => [keyOf(name), { name, parameters }]);
    }),
  );
}

function readParameter(text: string): Parameter {
  const name = text.replace(/[?*]$/u, '');
  return { name, kind: text === name ? 'required' : text.endsWith('?') ? 'optional' : 'list' };
}

function wordsOf(text: string): string[] {
  return text.split(/\s+/u).filter((word) => word !== '');
}

/** Graph has `_` where Excel has a dot. */
function keyOf(name: string): string {
  return name.replaceAll('.', '_').toLowerCase();
}
