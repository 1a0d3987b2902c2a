from bootpay import Bootpay

bootpay = Bootpay('5b8f6a4d396fa665fdc2b5ea', 'rm6EYECr6aroQVG2ntW0A6LpWnkTgP4uQ3H18sDDUYw=')
result = bootpay.get_access_token() # 토큰 얻어오기

receipt_id = '612e09260d681b0021e61ab9' # 검증할 결제 영수증 ID
print(bootpay.certificate(receipt_id)) # 결제검증하기
